/** The second thread of results-ahead.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { PartJob, PartRows } from './results-ahead.js';
import { parsePart } from './results-parser.js';

/** Numbers ids in the order in which they come. */
class Numbered {
  readonly ids: number[] = [];
  readonly #places = new Map<number, number>();

  get(id: number): number {
    const known = this.#places.get(id);
    if (known !== undefined) return known;
    this.#places.set(id, this.ids.length);
    return this.ids.push(id) - 1;
  }
}

const { file, from } = workerData as PartJob;
const images = new Numbered();
const classes = new Numbered();
const table = parsePart(file, { images, classes }, { from })?.columns.finish();
if (!table) parentPort!.postMessage(undefined);
else {
  const rows: PartRows = { table, imageIds: images.ids, classIds: classes.ids };
  const columns = Object.values(table).filter((column) => typeof column !== 'number');
  parentPort!.postMessage(
    rows,
    columns.map(({ buffer }) => buffer as ArrayBuffer),
  );
}
