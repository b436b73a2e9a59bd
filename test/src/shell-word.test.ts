import { expect, it } from 'vitest';
import { shellWord } from '../../src/shell-word.js';

it.each([
  ['a plain path as it is', '../mugs-2/m.safetensors', '../mugs-2/m.safetensors'],
  ['a space', '../conv labelme', '"../conv labelme"'],
  ['what a shell would fill in', '/home/$me/m', "'/home/$me/m'"],
  ['an apostrophe', "/home/me's/m", `"/home/me's/m"`],
  ['both', "me's $m", "'me'\\''s $m'"],
  ['what a shell would run', 'a;b', '"a;b"'],
  ['a home folder that is none', '~me', '"~me"'],
  ['a path of Windows', 'C:\\mugs\\m', 'C:\\mugs\\m'],
  ['one with a space', 'C:\\my mugs\\m', '"C:\\my mugs\\m"'],
  ['nothing', '', '""'],
])('a word for the shell: %s', (_, text, word) => {
  expect(shellWord(text)).toBe(word);
});
