import { expect, it } from 'vitest';
import { fineTuneSettings } from '../../../../../src/training/detector/fine-tune/settings.js';

it('refuses to learn from more regions than it draws, and names the setting', () => {
  expect(fineTuneSettings({ regions: 32, candidates: 32 })).toMatchObject({ candidates: 32 });
  expect(() => fineTuneSettings({ candidates: 63 }, 'mine.json')).toThrow(
    /^Expected mine\.json to be settings .*\n.*Too few.*\n.*candidates/,
  );
});
