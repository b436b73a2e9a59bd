/** What one source proposed, one line per photograph, appended as it comes: a run that was stopped resumes. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Boxes } from '../../src/geometry/boxes.js';

export interface Proposed {
  /** Of the search alone, without reading the photograph. */
  readonly ms: number;
  readonly boxes: Boxes;
}

/** `rows`: 4 numbers a box, best first. */
interface Line {
  readonly image: string;
  readonly ms: number;
  readonly rows: readonly number[];
}

export class BoxCache {
  readonly #file: string;
  readonly #byImage = new Map<string, Proposed>();

  /** @param file NDJSON; its name must say what the boxes depend on */
  constructor(file: string) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) return;
    for (const text of readFileSync(file, 'utf8').split('\n')) {
      const line = parse(text);
      if (line) this.#byImage.set(line.image, { ms: line.ms, boxes: fromRows(line.rows) });
    }
  }

  get(image: string): Proposed | undefined {
    return this.#byImage.get(image);
  }

  add(image: string, proposed: Proposed): void {
    this.#byImage.set(image, proposed);
    const line: Line = { image, ms: proposed.ms, rows: toRows(proposed.boxes) };
    // The line break comes first, so that a line cut short by a stop spoils no other.
    appendFileSync(this.#file, `\n${JSON.stringify(line)}`);
  }
}

/** A line that was cut short counts for nothing: its photograph is searched again. */
function parse(text: string): Line | undefined {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

function toRows(boxes: Boxes): number[] {
  const rows: number[] = [];
  for (const { x1, y1, x2, y2 } of boxes)
    rows.push(...[x1, y1, x2, y2].map((side) => Math.round(100 * side) / 100));
  return rows;
}

function fromRows(rows: readonly number[]): Boxes {
  const boxes = Boxes.empty(rows.length / 4);
  for (let i = 0; i < boxes.length; i++) {
    const [x1, y1, x2, y2] = rows.slice(4 * i, 4 * i + 4);
    boxes.set(i, { x1: x1!, y1: y1!, x2: x2!, y2: y2! });
  }
  return boxes;
}
