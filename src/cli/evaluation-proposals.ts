import { ImageFinder } from '../datasets/images.js';
import type { Dataset } from '../datasets/records.js';
import { readText } from '../datasets/text.js';
import { RcnnError } from '../errors.js';
import { Boxes } from '../geometry/boxes.js';

/** Lines of `propose --json`, put in the order of the data set's images. */
export async function readProposals(file: string, { images }: Dataset): Promise<(Boxes | undefined)[]> {
  const finder = new ImageFinder(images);
  const proposals = new Array<Boxes | undefined>(images.length).fill(undefined);
  for (const [i, line] of (await readText(file)).split('\n').entries()) {
    if (line.trim() === '') continue;
    const { image, boxes } = parseLine(line, file, i + 1);
    const index = finder.find(image);
    if (index === undefined) continue; // proposals of other splits do no harm
    proposals[index] = Boxes.from(boxes.map(([x1, y1, x2, y2]) => ({ x1, y1, x2, y2 })));
  }
  return proposals;
}

interface ProposalLine {
  readonly image: string;
  readonly boxes: readonly (readonly [number, number, number, number])[];
}

function parseLine(line: string, file: string, number: number): ProposalLine {
  const refuse = (cause?: unknown) =>
    new RcnnError('bad-dataset', `${file}:${number}: expected {"image", "boxes": [[x1, y1, x2, y2], ...]}.`, {
      cause,
    });
  let value: ProposalLine;
  try {
    value = JSON.parse(line) as ProposalLine;
  } catch (cause) {
    throw refuse(cause);
  }
  const fits = (box: unknown) => Array.isArray(box) && box.length === 4 && box.every(Number.isFinite);
  if (typeof value?.image !== 'string' || !Array.isArray(value.boxes) || !value.boxes.every(fits))
    throw refuse();
  return value;
}
