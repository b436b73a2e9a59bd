/** A report as data: sections of blocks, which `html/` and `markdown.ts` render. */
import type { Box } from '../geometry/box.js';

export interface ReportDocument {
  readonly title: string;
  readonly subtitle: string;
  readonly sections: readonly Section[];
  /** Closing line. */
  readonly footer: string;
}

export interface Section {
  /** For links within the page: letters and dashes. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block = Text | Cards | Table | Chart | Multiples | Pictures | Pair;

export interface Text {
  readonly kind: 'text';
  readonly text: string;
}

/** The main numbers. */
export interface Cards {
  readonly kind: 'cards';
  readonly cards: readonly { readonly name: string; readonly value: string; readonly note?: string }[];
}

export interface Table {
  readonly kind: 'table';
  readonly caption: string;
  readonly head: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly (string | number)[])[];
  /** Columns from the second on hold words rather than numbers. */
  readonly words?: boolean;
}

export interface Chart {
  readonly kind: 'chart';
  readonly title: string;
  /** Description for those who do not see it. */
  readonly alt: string;
  /** The chart as `<svg>`; called only by writers that show pictures. */
  readonly draw: () => string;
  /** Keeps its own size, however narrow the page, and scrolls. */
  readonly wide?: boolean;
}

/** Small charts of one kind side by side. */
export interface Multiples {
  readonly kind: 'multiples';
  readonly title: string;
  readonly charts: readonly Omit<Chart, 'kind'>[];
}

export interface Pictures {
  readonly kind: 'pictures';
  readonly title: string;
  readonly note: string;
  readonly pictures: readonly Picture[];
}

export interface Picture {
  readonly title: string;
  readonly caption: string;
  readonly photograph: Photograph;
  readonly boxes: readonly PictureBox[];
}

/** A part of an image, ready to be shown. */
export interface Photograph {
  /** `data:` URI. */
  readonly uri: string;
  /** What part it is, in pixels of the image. */
  readonly view: Box;
}

export interface PictureBox {
  readonly role: 'truth' | 'detection';
  /** Pixels of the whole image. */
  readonly box: Box;
  readonly label: string;
}

/** Two columns side by side where there is room. */
export interface Pair {
  readonly kind: 'pair';
  readonly blocks: readonly [Block | readonly Block[], Block | readonly Block[]];
}
