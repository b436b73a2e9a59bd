import { printable } from '../../printable.js';

/** Text inside elements and quoted attributes. */
export function escapeHtml(text: string | number): string {
  const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return printable(String(text)).replace(/[&<>"]/g, (mark) => marks[mark]);
}

/** As {@link escapeHtml}; no line ends between a number and its percent sign. */
export function prose(text: string): string {
  return escapeHtml(text).replace(/(\d) %/g, '$1\u00a0%');
}
