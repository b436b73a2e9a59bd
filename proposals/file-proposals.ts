import { basename } from 'node:path';
import { RcnnError } from '../src/errors.js';
import { clip } from '../src/geometry/box.js';
import { Boxes } from '../src/geometry/boxes.js';
import type { Raster } from '../src/imaging/raster.js';
import { withoutDoubles } from './doubles.js';
import type { ProposalRequest, ProposalSource } from './source.js';

/** Boxes found earlier, or by another program, for images known by name. */
export class FileProposals implements ProposalSource {
  readonly #byPath: ReadonlyMap<string, Boxes>;
  readonly #byName = new Map<string, Boxes | 'several'>();

  /** @param byImage boxes by path or file name of the image, in its pixels, best first */
  constructor(byImage: ReadonlyMap<string, Boxes>) {
    this.#byPath = byImage;
    for (const [path, boxes] of byImage) {
      const name = basename(path);
      this.#byName.set(name, this.#byName.has(name) ? 'several' : boxes);
    }
  }

  /** @throws RcnnError `bad-file` for an image without a name, or one that is not listed */
  async propose({ width, height }: Raster, { name, count }: ProposalRequest = {}): Promise<Boxes> {
    const found =
      name === undefined ? undefined : (this.#byPath.get(name) ?? this.#byName.get(basename(name)));
    if (found instanceof Boxes) return usable(found, { width, height }).slice(0, count);
    const reason = found === 'several' ? 'several by that file name' : 'none';
    throw new RcnnError(
      'bad-file',
      `Expected boxes for ${name ?? 'an image'} among the given proposals, but found ${reason}. ` +
        '`propose --json` makes them.',
    );
  }

  /** Nothing to release. */
  [Symbol.dispose](): void {}
}

/** What another program wrote may leave the image, be empty or come twice. */
function usable(boxes: Boxes, size: { width: number; height: number }): Boxes {
  const inside = boxes.toArray().map((box) => clip(box, size));
  return withoutDoubles(Boxes.from(inside.filter(({ x1, y1, x2, y2 }) => x2 > x1 && y2 > y1)));
}
