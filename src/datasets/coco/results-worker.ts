/** The second thread of results-ahead.ts. */
import { answerJobs } from '../../platform/node/answer-jobs.js';
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

answerJobs<PartJob, PartRows | undefined>(({ file, from }) => {
  const images = new Numbered();
  const classes = new Numbered();
  const table = parsePart(file, { images, classes }, { from })?.columns.finish();
  if (!table) return { result: undefined };
  const columns = Object.values(table).filter((column) => typeof column !== 'number');
  return {
    result: { table, imageIds: images.ids, classIds: classes.ids },
    transfer: columns.map(({ buffer }) => buffer as ArrayBuffer),
  };
});
