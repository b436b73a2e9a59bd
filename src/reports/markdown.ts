/** A report as Markdown: words and tables, for pull requests and terminals; charts and photographs are left out. */
import { printable } from '../printable.js';
import type { Block, ReportDocument, Table } from './document.js';

export function renderMarkdown({ title, subtitle, sections }: ReportDocument): string {
  const parts = [
    `# ${plain(title)}`,
    plain(subtitle),
    ...sections.flatMap(({ title: name, blocks }) => [`## ${plain(name)}`, ...blocks.flatMap(blockLines)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'text':
      return [plain(block.text)];
    case 'cards':
      return [
        rows(
          ['', '', ''],
          block.cards.map(({ name, value, note = '' }) => [name, value, note]),
        ),
      ];
    case 'table':
      return [tableLines(block)];
    case 'pair':
      return block.blocks.flat().flatMap(blockLines);
    case 'pictures':
      return [
        `### ${plain(block.title)}`,
        block.pictures.map((picture) => `- ${plain(picture.title)}: ${plain(picture.caption)}`).join('\n'),
      ];
    case 'chart':
    case 'multiples':
      return [];
  }
}

function tableLines({ caption, head, rows: body, words }: Table): string {
  return `**${plain(caption)}**\n\n${rows(head, body, words)}`;
}

function rows(
  head: readonly string[],
  body: readonly (readonly (string | number)[])[],
  words = false,
): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => plain(String(cell))).join(' | ')} |`;
  const number = (column: number) => !words && column > 0 && body.every((row) => isNumber(row[column]));
  const rule = head.map((_, column) => (number(column) ? '---:' : '---'));
  return [line(head), `| ${rule.join(' | ')} |`, ...body.map(line)].join('\n');
}

/** Numbers with signs and separators, a range of two, or the dash in place of none. */
export function isNumber(cell: string | number): boolean {
  return /^([+−-]?[\d,.]+(–[\d,.]+)?|–)$/.test(String(cell));
}

/** Names from data sets must not become markup. */
function plain(text: string): string {
  return printable(text.replace(/[\\`*_[\]<>|#]/g, (mark) => `\\${mark}`).replace(/\s+/g, ' '));
}
