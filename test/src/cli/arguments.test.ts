import { describe, expect, it } from 'vitest';
import { asGiven, forYargs } from '../../../src/cli/arguments.js';

describe('arguments that yargs would lose or take for options', () => {
  it.each<[string, string[], string[]]>([
    [
      'what stands behind -- is no option',
      ['detect', 'a.jpg', '--', '-b.jpg'],
      ['detect', 'a.jpg', './-b.jpg'],
    ],
    [
      'nor taken by an option of several values',
      ['x', '--classes', 'a', '--', 'b'],
      ['x', 'b', '--classes', 'a'],
    ],
    ['the second -- is a name', ['x', '--', '--'], ['x', './--']],
    ['without --, all is as it was', ['x', 'a', '--json'], ['x', 'a', '--json']],
  ])('%s', (_, args, expected) => expect(forYargs(args)).toEqual(expected));

  it('a single - goes through yargs, before and behind --', () => {
    const [, first, second] = forYargs(['detect', '-', '--', '-']);
    expect(asGiven({ images: [first, second], out: second, count: 3 })).toEqual({
      images: ['-', '-'],
      out: '-',
      count: 3,
    });
    expect(first).not.toBe('-');
  });
});
