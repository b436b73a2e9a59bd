import { describe, expect, it } from 'vitest';
import { printable, printableName } from '../../src/printable.js';

describe('printable', () => {
  it.each([
    ['a command to the terminal', '\u001b[2Jcat', '\\u001b[2Jcat'],
    ['a title for its window', '\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
    ['such a command in one byte', '\u009b2J', '\\u009b2J'],
    ['an end of text', 'a\0b', 'a\\u0000b'],
    ['a return to the start of the line', 'bad\rgood', 'bad\\u000dgood'],
    ['marks that turn the reading order', 'a\u202egpj.exe\u2066', 'a\\u202egpj.exe\\u2066'],
    ['separators of lines', 'a\u2028b', 'a\\u2028b'],
    ['letters of any script, joined emoji and accents as they are', 'قطة 猫 👩‍🚀 é ü', 'قطة 猫 👩‍🚀 é ü'],
    ['lines and tabs as they are', 'a\n\tb', 'a\n\tb'],
  ])('shows %s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('shows line ends and tabs of a name', () => {
    expect(printableName('a\nerror: b\t\u001b')).toBe('a\\u000aerror: b\\u0009\\u001b');
  });
});
