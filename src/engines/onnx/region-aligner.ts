/**
 * RoIAlign (arXiv 1703.06870, section 3) beside ONNX Runtime, whose own operator reads four values per sample and channel, one
 * by one: a quarter of what a region costs. Bilinear samples and their averages are weighted sums along one axis and
 * then along the other, and samples of a bin often share cells, so that a bin reads two to four rows and columns; with
 * channels side by side, each sum is one of whole vectors. A region of 832 channels costs a tenth of the operator's time.
 * Legend: R = regions, H x W = cells of the map, C = channels of a part.
 */
import type { Size } from '../../geometry/box.js';
import type { RoiAlign } from '../../googlenet/layer.js';
import { FIRST_BYTE, kernelInstance, PAGE } from '../../platform/wasm/kernels.js';
import { alignBinary } from './align-binary.js';

/** A run of channels that is aligned by itself. */
export interface AlignedPart {
  /** C, a multiple of 4. */
  readonly channels: number;
  /** C values, added to what is aligned; default: none. */
  readonly bias?: Float32Array | undefined;
  /** Negative results become 0. */
  readonly relu: boolean;
}

type Grid = Pick<RoiAlign, 'size' | 'stride' | 'samples'>;

interface Exports {
  align(...pointersAndNumbers: number[]): void;
}

const TAP_BYTES = 8;

export class RegionAligner {
  readonly #grid: Grid;
  readonly #parts: readonly AlignedPart[];
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  #views = viewsOf(this.#memory);
  readonly #align: Exports['align'];
  readonly #at: { rows: number; columns: number; places: number; biases: number[]; between: number };
  /** Where the maps begin, which have another size from image to image; behind them lies what is aligned. */
  readonly #firstMap: number;
  #map: Size = { width: 0, height: 0 };

  constructor(grid: Grid, parts: readonly AlignedPart[]) {
    this.#grid = grid;
    this.#parts = parts;
    const { size } = grid;
    const rows = FIRST_BYTE;
    const columns = rows + size * this.#listBytes;
    const places = columns + size * this.#listBytes;
    const firstBias = aligned(places + 4 * mostPlaces(grid));
    const [biases, between] = layOut(
      firstBias,
      parts.map(({ channels }) => 4 * channels),
    );
    const widest = Math.max(...parts.map(({ channels }) => channels));
    this.#at = { rows, columns, places, biases, between };
    this.#firstMap = aligned(between + 4 * mostPlaces(grid) * widest);
    this.#reach(this.#firstMap);
    for (const [i, { bias }] of parts.entries()) if (bias) this.#floats(biases[i]!, bias.length).set(bias);
    this.#align = kernelInstance<Exports>(alignBinary, { memory: this.#memory }).align;
  }

  /** @param maps H x W x C, one per part; copied */
  setMaps(maps: readonly Float32Array[], size: Size): void {
    this.#map = size;
    const [starts, end] = this.#mapPlaces();
    this.#reach(end);
    for (const [i, map] of maps.entries()) this.#floats(starts[i]!, map.length).set(map);
  }

  /**
   * @param regions R x 4 (x1, y1, x2, y2), pixels of the image that the maps were made of
   * @returns R x size x size x C per part; valid until the next call
   */
  align(regions: Float32Array): Float32Array[] {
    const { size } = this.#grid;
    const count = regions.length / 4;
    const [maps, firstOut] = this.#mapPlaces();
    const lengths = this.#parts.map(({ channels }) => count * size * size * channels);
    const [outs, end] = layOut(
      firstOut,
      lengths.map((length) => 4 * length),
    );
    this.#reach(end);
    for (let r = 0; r < count; r++) {
      const used = this.#writeTaps(regions.subarray(4 * r, 4 * r + 4));
      for (const [i, { channels, relu }] of this.#parts.entries()) {
        const bytes = 4 * channels;
        const { rows, columns, places, biases, between } = this.#at;
        const into = outs[i]! + r * size * size * bytes;
        const lists = [rows, columns, this.#listBytes, size, places, used, between] as const;
        this.#align(maps[i]!, into, ...lists, bytes, biases[i]!, relu ? 0 : Number.NEGATIVE_INFINITY);
      }
    }
    return outs.map((at, i) => this.#floats(at, lengths[i]!));
  }

  get #listBytes(): number {
    return TAP_BYTES * (1 + 2 * this.#grid.samples);
  }

  #mapPlaces(): [starts: number[], end: number] {
    const { width, height } = this.#map;
    return layOut(
      this.#firstMap,
      this.#parts.map(({ channels }) => 4 * width * height * channels),
    );
  }

  /** @returns how many columns of the map the region reads */
  #writeTaps(region: Float32Array): number {
    const [x1, y1, x2, y2] = region as unknown as [number, number, number, number];
    const { width, height } = this.#map;
    const { rows, columns, places } = this.#at;
    const { integers } = this.#views;
    this.#writeLists(rows, { from: y1, to: y2, cells: height }, (row) => row * width);
    const numbers = new Int32Array(width).fill(-1);
    let used = 0;
    this.#writeLists(columns, { from: x1, to: x2, cells: width }, (column) => {
      if (numbers[column]! < 0) {
        integers[places / 4 + used] = column;
        numbers[column] = used++;
      }
      return numbers[column]!;
    });
    return used;
  }

  /**
   * What each bin reads along one axis, as ONNX's RoiAlign: a cell's value is at its centre, and a band of one cell
   * around the map counts as its border.
   */
  #writeLists(at: number, { from, to, cells }: Span, placeOf: (cell: number) => number): void {
    const { size, stride, samples } = this.#grid;
    const begin = from / stride - 0.5;
    const step = (to - from) / stride / (size * samples);
    for (let bin = 0; bin < size; bin++) {
      const list = (at + bin * this.#listBytes) / 4;
      this.#views.integers[list] = 0;
      for (let i = 0; i < samples; i++) {
        const sample = begin + (bin * samples + i + 0.5) * step;
        if (!(sample >= -1 && sample <= cells)) continue; // outside, where all is 0
        const inside = Math.min(Math.max(sample, 0), cells - 1);
        const low = Math.floor(inside);
        const share = inside - low;
        this.#addTap(list, placeOf(low), (1 - share) / samples);
        if (share > 0) this.#addTap(list, placeOf(low + 1), share / samples);
      }
    }
  }

  /** @param list where the bin's list begins, in fours of bytes */
  #addTap(list: number, place: number, weight: number): void {
    const { integers, floats } = this.#views;
    const end = list + 2 + 2 * integers[list]!;
    for (let tap = list + 2; tap < end; tap += 2) {
      if (integers[tap] !== place) continue;
      floats[tap + 1]! += weight;
      return;
    }
    integers[end] = place;
    floats[end + 1] = weight;
    integers[list]!++;
  }

  #floats(at: number, length: number): Float32Array {
    return this.#views.floats.subarray(at / 4, at / 4 + length);
  }

  #reach(end: number): void {
    const missing = end - this.#memory.buffer.byteLength;
    if (missing <= 0) return;
    this.#memory.grow(Math.ceil(missing / PAGE));
    this.#views = viewsOf(this.#memory);
  }
}

/** All of the memory, until it grows. */
function viewsOf({ buffer }: WebAssembly.Memory) {
  // Not shared; whether the type says so depends on the libraries that a build declares.
  const own = buffer as unknown as ArrayBuffer;
  return { integers: new Int32Array(own), floats: new Float32Array(own) };
}

interface Span {
  /** Of the region, in pixels. */
  readonly from: number;
  readonly to: number;
  /** Of the map along this axis. */
  readonly cells: number;
}

/** Columns of the map that a region may read. */
function mostPlaces({ size, samples }: Pick<Grid, 'size' | 'samples'>): number {
  return 2 * size * samples;
}

/** Places for blocks of so many bytes, one behind the other. */
function layOut(from: number, sizes: readonly number[]): [starts: number[], end: number] {
  const starts: number[] = [];
  let end = from;
  for (const size of sizes) {
    starts.push(end);
    end = aligned(end + size);
  }
  return [starts, end];
}

/** To whole lines of the cache. */
function aligned(bytes: number): number {
  return 64 * Math.ceil(bytes / 64);
}
