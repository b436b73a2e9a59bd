import { expect, it } from 'vitest';
import { unknownCommand } from '../../../src/cli/unknown-command.js';

it('a word that is no command is called so, with those that there are', () => {
  expect(unknownCommand(['frobnicate', '--json'])).toMatch(
    /^Unknown command: frobnicate\. There are detect, .*train/,
  );
  expect(unknownCommand(['dataset', 'frob'])).toMatch(/^Unknown command: dataset frob\. There are .*convert/);
});

it.each([[['summary', 'frob']], [['dataset', 'check', 'frob']], [['--frob']], [['evaluate', '--frob']]])(
  'not where the command is known: %s',
  (args) => expect(unknownCommand(args)).toBeUndefined(),
);
