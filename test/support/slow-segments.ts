/** The slow, obvious twins of the kernels up to the segments: over plain typed arrays, the same bits. P = pixels. */
import type { FindPairs } from '../../proposals/selective-search/adjacency.js';
import {
  type EdgeKeys,
  KEYS,
  NO_EDGE,
  type SortEdges,
  WEIGHT_STEPS,
} from '../../proposals/selective-search/edges.js';
import {
  BINS_PER_DIFFERENCE,
  CODE_BYTES,
  COLOR_BINS,
  type PixelCodes,
  TEXTURE_BINS,
} from '../../proposals/selective-search/pixel-codes.js';
import type { SegmentGraph } from '../../proposals/selective-search/segmentation.js';

export function edgeKeys({ planes, width, height, keys }: EdgeKeys): void {
  const f = Math.fround;
  const pixels = width * height;
  const key = (p: number, q: number) => {
    const d0 = f(planes[p] - planes[q]);
    const d1 = f(planes[pixels + p] - planes[pixels + q]);
    const d2 = f(planes[2 * pixels + p] - planes[2 * pixels + q]);
    return f(f(Math.sqrt(f(f(f(d0 * d0) + f(d1 * d1)) + f(d2 * d2)))) * WEIGHT_STEPS);
  };
  for (let y = 0; y < height; y++) {
    const lower = y + 1 < height;
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      const right = x + 1 < width;
      keys[4 * p] = right ? key(p, p + 1) : NO_EDGE;
      keys[4 * p + 1] = lower ? key(p, p + width) : NO_EDGE;
      keys[4 * p + 2] = lower && right ? key(p, p + width + 1) : NO_EDGE;
      keys[4 * p + 3] = lower && x > 0 ? key(p, p + width - 1) : NO_EDGE;
    }
  }
}

export function sortEdges({ keys, ends, order }: SortEdges): void {
  ends.fill(0);
  for (let e = 0; e < keys.length; e++) if (keys[e] !== NO_EDGE) ends[keys[e]]++;
  for (let key = 0, total = 0; key < KEYS; key++) {
    const own = ends[key];
    ends[key] = total;
    total += own;
  }
  for (let e = 0; e < keys.length; e++) if (keys[e] !== NO_EDGE) order[ends[keys[e]]++] = e;
}

/** @returns the number of segments */
export function segmentGraph(graph: SegmentGraph): number {
  const { order, ends, minSize, parent, size, limit, open, labels } = graph;
  const k = Math.fround(graph.k);
  const { width } = graph;
  const offsets = [1, width, width + 1, width - 1];
  for (let p = 0; p < labels.length; p++) parent[p] = p;
  size.fill(1);
  limit.fill(k);
  let opens = 0;
  for (let weight = 0, e = 0; weight < KEYS; weight++) {
    for (; e < ends[weight]; e++) {
      const p = order[e] >> 2;
      const a = find(parent, p);
      const b = find(parent, p + offsets[order[e] & 3]);
      if (a === b) continue;
      if (weight <= limit[a] && weight <= limit[b]) {
        const root = join(parent, size, a, b);
        limit[root] = weight + Math.fround(k / size[root]);
      } else {
        open[opens++] = order[e];
      }
    }
  }
  for (let e = 0; e < opens; e++) {
    const p = open[e] >> 2;
    const a = find(parent, p);
    const b = find(parent, p + offsets[open[e] & 3]);
    if (a !== b && (size[a] < minSize || size[b] < minSize)) join(parent, size, a, b);
  }
  return number(parent, size, labels);
}

/** Root of `p`, halving the path on the way. */
function find(parent: Int32Array, p: number): number {
  while (parent[p] !== p) {
    parent[p] = parent[parent[p]];
    p = parent[p];
  }
  return p;
}

/** The larger component's root stays root; of equals the smaller number, so that the result is unique. */
function join(parent: Int32Array, size: Int32Array, a: number, b: number): number {
  const aWins = size[a] > size[b] || (size[a] === size[b] && a < b);
  const root = aWins ? a : b;
  const child = aWins ? b : a;
  parent[child] = root;
  size[root] += size[child];
  return root;
}

/** The components' sizes are no longer needed: their memory holds the numbers given to roots. */
function number(parent: Int32Array, name: Int32Array, labels: Int32Array): number {
  name.fill(-1);
  let count = 0;
  for (let p = 0; p < labels.length; p++) {
    const root = find(parent, p);
    if (name[root] < 0) name[root] = count++;
    labels[p] = name[root];
  }
  return count;
}

/** @returns the number of pairs, or -1 when there are more than `keys` has room for */
export function adjacentPairs({ labels, width, height, count, table, keys }: FindPairs): number {
  const mask = table.length - 1;
  let found = 0;
  table.fill(0);
  const touch = (a: number, b: number) => {
    const key = a < b ? a * count + b : b * count + a;
    let slot = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
    for (; table[slot] !== 0; slot = (slot + 1) & mask) if (table[slot] === key) return;
    table[slot] = key;
    keys[found++] = key;
  };
  for (let y = 0; y < height; y++) {
    const lower = y + 1 < height;
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      const own = labels[p];
      const right = x + 1 < width ? labels[p + 1] : own;
      const down = lower ? labels[p + width] : own;
      const slant = lower && x + 1 < width ? labels[p + width + 1] : own;
      const back = lower && x > 0 ? labels[p + width - 1] : own;
      if (right === own && down === own && slant === own && back === own) continue;
      if (found + 4 > keys.length) return -1;
      if (right !== own) touch(own, right);
      if (down !== own) touch(own, down);
      if (slant !== own) touch(own, slant);
      if (back !== own) touch(own, back);
    }
  }
  return found;
}

/**
 * The derivative is a central difference of the plane blurred with sigma 0.8: the difference itself averages
 * over 2 pixels (variance 1/3), so that along it sigma is sqrt(0.64 + 1/3) = 0.99, the paper's 1.
 */
export function pixelCodes({ planes, blurred, codes }: PixelCodes): void {
  const { width, height, channels, data } = planes;
  const pixels = width * height;
  codes.fill(0, 0, CODE_BYTES * pixels);
  for (let channel = 0; channel < channels; channel++) {
    const first = channel * pixels;
    for (let p = 0; p < pixels; p++) codes[CODE_BYTES * p + channel] = COLOR_BIN[data[first + p]];
    textureCodes(blurred.subarray(first, first + pixels), width, height, codes.subarray(4 + 4 * channel));
  }
}

const COLOR_BIN = Uint8Array.from({ length: 256 }, (_, level) => Math.floor((level * COLOR_BINS) / 256));

function textureCodes(plane: Float32Array, width: number, height: number, codes: Uint8Array): void {
  const f = Math.fround;
  const diagonal = f(Math.SQRT1_2);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const above = y > 0 ? row - width : row;
    const below = y + 1 < height ? row + width : row;
    for (let x = 0; x < width; x++) {
      const left = x > 0 ? x - 1 : 0;
      const right = x + 1 < width ? x + 1 : x;
      const dx = f(plane[row + right] - plane[row + left]);
      const dy = f(plane[below + x] - plane[above + x]);
      const at = CODE_BYTES * (row + x);
      codes[at] = textureCode(dx);
      codes[at + 1] = textureCode(f(f(dx + dy) * diagonal));
      codes[at + 2] = textureCode(dy);
      codes[at + 3] = textureCode(f(f(dy - dx) * diagonal));
    }
  }
}

/** Twice the derivative (the difference over two pixels) to its code. */
function textureCode(difference: number): number {
  const bin = Math.min(TEXTURE_BINS - 1, Math.fround(Math.abs(difference) * BINS_PER_DIFFERENCE)) | 0;
  return difference < 0 && bin > 0 ? TEXTURE_BINS + bin : bin;
}
