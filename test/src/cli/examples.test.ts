import { describe, expect, it } from 'vitest';
import { exampleText } from '../../../src/cli/examples.js';
import { commandLine } from '../../support/command-line.js';

describe('exampleText', () => {
  it.each([
    ['a command that fits is one line', 'detect a --out b', 20, '# why\ndetect a --out b'],
    ['as long as the line', 'detect a --out b', 20, '# why\ndetect a --out b'],
    ['a longer one goes on before an option', 'detect a --out b', 19, '# why\ndetect a \\\n--out b'],
    ['with room for the mark', 'detect a --out b --json', 24, '# why\ndetect a --out b \\\n--json'],
    [
      'an option keeps its value',
      'detect --explain-object "1,2"',
      16,
      '# why\ndetect \\\n--explain-object "1,2"',
    ],
    ['the program by name', '$0 doctor', 80, '# why\ngooglenet-rcnn doctor'],
    ['two commands', 'a --json\nb --json', 80, '# why\na --json\nb --json'],
  ])('%s', (_, command, columns, text) => expect(exampleText(command, 'why', columns)).toBe(text));
});

describe('--help', () => {
  it('shows whole commands, what they are for above them', () => {
    expect(commandLine('detect', '--help').out).toContain(
      '  # labels, to correct\n  detect photos/ --model mine.safetensors --out labels --format yolo\n',
    );
    expect(commandLine('evaluate', 'merge', '--help').out).toMatch(
      /\n {2}# .*\n {2}googlenet-rcnn evaluate merge /,
    );
  });
});
