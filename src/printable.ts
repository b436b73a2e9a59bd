/**
 * Text from files, made safe to show. A name may hold commands to the terminal (clear it, retitle its window, fill
 * its clipboard), a carriage return that writes over the line, or marks that let it read in another order.
 */

/** C0 and C1 but tab and line feed, separators of lines and paragraphs, marks of direction, the byte order mark. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Such characters as JSON writes them, `\u001b`; lines and tabs stay. */
export function printable(text: string): string {
  return text.replace(UNSAFE, escaped);
}

/** {@link printable} for a name: line ends and tabs are shown as well, so that it cannot begin a line of its own. */
export function printableName(name: string): string {
  return printable(name).replace(/[\n\t]/g, escaped);
}

function escaped(mark: string): string {
  return `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
