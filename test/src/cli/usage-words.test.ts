import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandTable } from '../../../src/cli/command-table.js';
import { usageWords, wrongWords } from '../../../src/cli/usage-words.js';
import { runInProcess } from '../../support/run-in-process.js';

const asked = (line: string) => ({
  args: line.split(' '),
  all: ['crops', 'explain', 'explain-object', 'json', 'classes'],
  lists: ['classes'],
  switches: ['json'],
  describe: (option: string) => (option === 'explain' ? 'folder for pictures: every view' : undefined),
});

it.each<[string, string, string | undefined]>([
  ['at the end', 'x.jpg --explain', 'Expected a value after --explain (folder for pictures: every view)'],
  ['before another', 'x.jpg --crops --json', 'Expected a value after --crops'],
  ['empty, as of an unset variable', '--crops= x.jpg', 'Expected a value after --crops'],
  ['by its other spelling', '--explainObject', 'Expected a value after --explain-object'],
  ['a negative number is one', '--crops -1', undefined],
  ['so is a fraction of it', '--crops -.5', undefined],
  ['a switch has none', '--json', undefined],
  ['nor has its opposite', '--no-json', undefined],
  ['a name that is near another', 'x.jpg --crop 10', 'Unknown option: --crop; did you mean --crops?'],
  ['one dash is not enough', 'x.jpg -crops 10', 'Unknown option: -crops; did you mean --crops?'],
  ['near none', '--frobnicate', 'Unknown option: --frobnicate'],
])('wrong words: %s', (_, line, expected) => expect(wrongWords(asked(line))).toBe(expected));

it.each([
  [
    'Missing required argument: explain',
    'Expected --explain (folder for pictures: every view), but got none',
  ],
  ['Missing required arguments: a, b', 'Expected --a and --b, but got none'],
  ['Arguments a and b are mutually exclusive', 'Expected --a or --b, but got both'],
  [
    'Missing dependent arguments:\n a -> explain b -> c',
    'Expected --explain (folder for pictures: every view) with --a\nExpected --c with --b',
  ],
  [
    'Expected files or names after the command: got 0, need at least 1',
    'Expected <images> after classify, but got none. --classes takes all that follows it: put them before it',
  ],
  ['Some other message', 'Some other message'],
])('in our words: %s', (message, expected) => {
  const said = usageWords(message, asked('classify --classes a b'));
  expect(said).toBe(expected);
});

it.each([
  ['classify x.jpg --evidence cat', 'Expected --explain (folder for pictures) with --evidence'],
  ['dataset check', 'Expected <path> after dataset check, but got none;'],
  ['dataset rename x', 'Expected <names> (pairs old=new) after dataset rename <path>, but got none;'],
  ['weights fetch', 'Expected <name> (one of bvlc) after weights fetch, but got none;'],
  ['evaluate --truth x', 'Expected --protocol (one of voc2007, '],
  ['evaluate --protocol coco --truth x --model voc --detections y', 'Expected --model or --detections'],
  ['classify x.jpg --crop 10', 'Unknown option: --crop; did you mean --crops?'],
])('the whole command line: %s', async (line, message) => {
  const { code, err } = await runInProcess(...line.split(' '));
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
});

const commands = commandTable.flatMap((entry) =>
  'commands' in entry
    ? entry.commands.map(({ usage, load }) => ({ words: [...entry.usage.split(' '), usage], load }))
    : [{ words: [entry.usage], load: entry.load }],
);

it('no text option of any command is taken without its value', async () => {
  for (const { words } of commands) {
    const line = words.flatMap((usage) => usage.split(' ')).map((word) => (/[<[]/.test(word) ? 'x' : word));
    const { out } = await runInProcess(...line.filter((word) => word !== 'x'), '--help');
    for (const [, option] of out.matchAll(/--([a-z-]+) [^\n]*\[string\]/g)) {
      const { code, err } = await runInProcess(...line, `--${option}`);
      expect([line, code, err]).toEqual([
        line,
        2,
        expect.stringContaining(`Expected a value after --${option}`),
      ]);
    }
  }
  expect(existsSync('-1-views.png')).toBe(false);
}, 120_000);
