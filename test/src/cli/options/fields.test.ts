import { describe, expect, it } from 'vitest';
import yargs from 'yargs';
import { z } from 'zod';
import { loadDetectorSchema } from '../../../../detection/options.js';
import { fraction, wholeFrom1 } from '../../../../src/check-arguments.js';
import { classifySchema } from '../../../../src/classification/options.js';
import { fieldOptions } from '../../../../src/cli/options/fields.js';

const fields = {
  ...loadDetectorSchema.shape,
  crops: classifySchema.shape.crops,
  cropImages: z.int().default(0),
};
const words = {
  threshold: 'lowest score',
  count: 'boxes',
  regions: 'how',
  model: 'which',
  crops: 'looks',
  cropImages: 'more',
};

const parse = async (...args: string[]) =>
  fieldOptions(yargs(args).exitProcess(false).fail(false), fields, words).parseAsync();

describe('options from the fields of a schema', () => {
  it('have the defaults of the call, and none where the call has none', async () => {
    expect(await parse()).toMatchObject({
      count: 500,
      model: 'voc',
      crops: 1,
      cropImages: 0,
    });
    expect((await parse()).threshold).toBeUndefined();
    expect((await parse()).regions).toBeUndefined();
  });

  it.each([
    ['0', 0],
    ['1', 1],
    ['0.30', 0.3],
  ])('take --threshold %s, at its limits too', async (text, value) => {
    expect((await parse('--threshold', text)).threshold).toBe(value);
  });

  it.each([
    ['above the limit', ['--threshold', '1.01'], '--threshold to be a number from 0 to 1, but got 1.01.'],
    ['below the limit', ['--count', '0'], '--count to be a whole number from 1, but got 0.'],
    ['between two whole numbers', ['--count', '1.5'], '--count to be a whole number from 1, but got 1.5.'],
    [
      'given twice',
      ['--count', '1', '--count', '2'],
      '--count to be a whole number from 1, but got an array (1, 2).',
    ],
  ])('refuse a number %s as the call would', async (_, args, message) => {
    await expect(parse(...args)).rejects.toMatchObject({
      code: 'bad-option',
      message: `Expected ${message}`,
    });
  });

  it('leave what is no number to the command line, which knows what was typed', async () => {
    expect((await parse('--count', 'many')).count).toBeNaN();
  });

  it('have the choices of the call, words and numbers', async () => {
    expect(await parse('--regions', 'crops', '--crops', '144')).toMatchObject({
      regions: 'crops',
      crops: 144,
    });
    await expect(parse('--regions', 'holes')).rejects.toThrow(/Choices: "shared", "crops"/);
    await expect(parse('--crops', '2')).rejects.toThrow(/Choices: 1, 10, 144/);
  });

  it('are words with dashes, and show in the help with type and default', async () => {
    expect((await parse('--crop-images', '3')).cropImages).toBe(3);
    const own = { share: fraction.default(0.5), workers: wholeFrom1.optional() };
    const help = await fieldOptions(yargs([]), own, { share: 'of all', workers: 'at once' }).getHelp();
    expect(help).toMatch(/--share +of all +\[number\] \[default: 0\.5\]/);
    expect(help).toMatch(/--workers +at once +\[number\]\n?/);
  });
});
