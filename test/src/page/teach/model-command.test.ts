import { expect, it } from 'vitest';
import { commandFor } from '../../../../src/page/teach/model-command.js';

it('the command for a model quotes its path for the shell', () => {
  expect(commandFor('/mugs/m')).toBe('npx googlenet-rcnn detect photo.jpg --model /mugs/m');
  expect(commandFor('/my mugs/m')).toBe('npx googlenet-rcnn detect photo.jpg --model "/my mugs/m"');
});
