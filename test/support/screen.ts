/** The rows of a wide terminal after `text` was written to it, which moves as far as a progress bar does. */
export function screenOf(text: string): string[] {
  const rows = [''];
  let column = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: commands to a terminal
  for (const [part] of text.matchAll(/\u001b\[[\d;?]*[A-Za-z]|./gsu)) {
    const row = rows.at(-1)!;
    if (part === '\n') {
      rows.push('');
      column = 0;
    } else if (part === '\r') column = 0;
    else if (part === '\u001b[K') rows[rows.length - 1] = row.slice(0, column);
    else if (part.startsWith('\u001b[')) {
      if (!/(\?7[hl]|m)$/.test(part)) throw new Error(`Expected no ${JSON.stringify(part)}.`);
    } else {
      rows[rows.length - 1] = row.slice(0, column) + part + row.slice(column + part.length);
      column += part.length;
    }
  }
  return rows;
}
