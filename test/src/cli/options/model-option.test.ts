import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { modelsOf, separated } from '../../../../src/cli/options/model-option.js';

const folder = mkdtempSync(join(tmpdir(), 'model-option-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('names several models between commas, and one file that has a comma in its name', () => {
  expect(modelsOf('voc,mine.safetensors')).toEqual(['voc', 'mine.safetensors']);
  const file = join(folder, 'a,b.safetensors');
  expect(modelsOf(file)).toHaveLength(2);
  writeFileSync(file, '');
  expect(modelsOf(file)).toEqual([file]);
});

it.each(['voc,', ',voc', 'a,,b'])('refuses %s, where a name is missing', (text) => {
  expect(() => modelsOf(text)).toThrow(`Expected --model to name models, as in a,b, but got "${text}".`);
  expect(separated(text)).toContain('');
});
