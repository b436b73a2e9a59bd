import { expect, it } from 'vitest';
import { commandFor } from '../../../../src/page/teach/model-command.js';

const COMMAND = 'npx googlenet-rcnn detect photo.jpg --model ';

it.each([
  ['a plain path as it is', '/home/me/mugs/taught/m.safetensors', '/home/me/mugs/taught/m.safetensors'],
  ['a space', '/home/my mugs/m', "'/home/my mugs/m'"],
  ['what a shell would fill in', '/home/$me/m', "'/home/$me/m'"],
  ['an apostrophe', "/home/me's/m", "'/home/me'\\''s/m'"],
  ['a path of Windows', 'C:\\mugs\\m', 'C:\\mugs\\m'],
  ['one with a space', 'C:\\my mugs\\m', '"C:\\my mugs\\m"'],
])('the command for a model: %s', (_, path, quoted) => {
  expect(commandFor(path)).toBe(COMMAND + quoted);
});
