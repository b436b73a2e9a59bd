/** Commands to copy from a message into a shell. */

/**
 * A path or name as one word: in double quotes, which every shell knows, unless it holds what a shell of Unix fills in
 * there.
 */
export function shellWord(text: string): string {
  if (/^[\w./:\\@+,=-]+$/.test(text)) return text;
  return /["$`!]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : `"${text}"`;
}
