/** The first token of some JSON, as the file has it: what a message says came instead of what was expected. */
export function shownToken(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  if (text.startsWith('\0'))
    return 'a zero byte (UTF-16? Convert the file, e.g. with iconv -f UTF-16 -t UTF-8)';
  const [token = ''] = /^("[^"]*"?|[^\s,:[\]{}"]+|.)/s.exec(text) ?? [];
  const cut =
    token.length === text.length && token.length > 1 && !/^".*"$/s.test(token) ? `${token}...` : token;
  return cut.length > 1 ? printable(cut) : `"${printable(cut)}"`;
}

/** Control characters could move the cursor of a reader's terminal. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
