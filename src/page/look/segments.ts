/** Segments in colours of their own over the photograph, at any cut of the merge tree. */

import type { Segments } from '../../../detection/look-answer.js';
import { labelsAt } from '../../../proposals/selective-search/tree-level.js';
import { distinctColor } from '../../pictures/colors.js';
import type { Stage } from '../stage.js';

/** How much of the photograph shines through: enough to recognise it. */
const COVER = 150;
const BORDER = 235;

export class SegmentPicture {
  readonly #labels: Int32Array;
  readonly #segments: Segments;

  constructor(segments: Segments) {
    this.#segments = segments;
    const { runs, width, height } = segments;
    this.#labels = new Int32Array(width * height);
    for (let run = 0, at = 0; run < runs.length; run += 2) {
      this.#labels.fill(runs[run]!, at, (at += runs[run + 1]!));
    }
  }

  get count(): number {
    return this.#segments.count;
  }

  /** @param regions how many are left when merging stops */
  draw({ canvas }: Stage, regions: number): void {
    const { width, height, merges, count } = this.#segments;
    const left = Int32Array.from(merges, ([one]) => one);
    const right = Int32Array.from(merges, ([, other]) => other);
    const tree = { segments: count, left, right, similarity: new Float64Array(merges.length) };
    const labels = labelsAt(tree, this.#labels, regions);
    Object.assign(canvas, { width, height });
    const context = canvas.getContext('2d')!;
    const picture = context.createImageData(width, height);
    const colors = new Map<number, readonly [number, number, number]>();
    for (let i = 0; i < labels.length; i++) {
      const border =
        ((i + 1) % width !== 0 && labels[i + 1] !== labels[i]) ||
        (i + width < labels.length && labels[i + width] !== labels[i]);
      const [red, green, blue] = border ? [16, 20, 26] : colorOf(labels[i]!, colors);
      picture.data.set([red, green, blue, border ? BORDER : COVER], 4 * i);
    }
    context.putImageData(picture, 0, 0);
  }
}

/** By the region's own number, so that a region keeps its colour while others merge. */
function colorOf(label: number, known: Map<number, readonly [number, number, number]>) {
  let color = known.get(label);
  if (!color) {
    const { red, green, blue } = distinctColor(label);
    known.set(label, (color = [red, green, blue]));
  }
  return color;
}
