/**
 * P = pixels. Maximally stable extremal regions (Matas et al., BMVC 2002): connected regions darker, or brighter,
 * than all that surrounds them, whose size hardly changes while the threshold moves. Small and thin things that
 * differ from their background are found, which no tree of merged segments holds.
 *
 * The regions {level <= t} of a plane, for t from 0 to 255, are a tree; its nodes are the regions that differ from
 * their children. A node's variation is what it gains from `delta` levels below (its largest child, and so on) to
 * `delta` above, over its own area; it is stable where no child's and no parent's is as low.
 */
import type { Size } from '../../src/geometry/box.js';
import type { Memory } from './memory.js';

export interface MserOptions {
  /** Levels up and down. */
  readonly delta: number;
  /** Pixels of a region. */
  readonly minArea: number;
  readonly maxArea: number;
  readonly maxVariation: number;
  /** Of two stable regions, one in the other, that differ by less than this share the more stable stays. */
  readonly minDiversity: number;
}

export interface StableRegions {
  /** 4 per region: x1, y1, x2, y2, half-open. */
  readonly box: Int32Array;
  /** Pixels. */
  readonly size: Int32Array;
  readonly variation: Float32Array;
}

/** The two halves of the work, compiled from assembly/mser.ts, over arrays of `memory`. */
export interface MserKernels {
  extremalRegions(args: ExtremalRegions): number;
  stableRegions(args: FindStable): number;
}

/** All planes have a border of one pixel: (width + 2) x (height + 2). */
interface ExtremalRegions {
  readonly levels: Uint8Array;
  /** 0, and 1 at the border; overwritten. */
  readonly seen: Uint8Array;
  /** 0; overwritten. */
  readonly edges: Uint8Array;
  readonly link: Int32Array;
  /** Width + 2. */
  readonly stride: number;
  /** {@link SCRATCH_BYTES}. */
  readonly scratch: Uint8Array;
  /** Regions of fewer pixels are not written. */
  readonly keep: number;
  /** 8 per node, written, room for P: level, area, x1, y1, x2, y2, parent (-1: none), main child. */
  readonly tree: Int32Array;
}

interface FindStable extends MserOptions {
  readonly tree: Int32Array;
  readonly count: number;
  /** One per node, written. */
  readonly variation: Float32Array;
  readonly marks: Uint8Array;
  /** Written: the stable nodes. */
  readonly found: Int32Array;
}

/** Heads of 256 levels, and a basin per level and one more. */
const SCRATCH_BYTES = 1024 + 258 * 36;
const NODE = 8;

/** Memory for one plane after another. */
type StableRoom = ReturnType<typeof stableRoom>;

/** Takes the memory for planes of this size; it is used again for each of them. */
export function stableRoom(memory: Memory, { width, height }: Size) {
  const pixels = width * height;
  const bordered = (width + 2) * (height + 2);
  return {
    levels: memory.uint8(bordered),
    seen: memory.uint8(bordered),
    edges: memory.uint8(bordered),
    link: memory.int32(bordered),
    scratch: memory.uint8(SCRATCH_BYTES),
    tree: memory.int32(NODE * pixels),
    variation: memory.float32(pixels),
    marks: memory.uint8(pixels),
    found: memory.int32(pixels),
  };
}

interface FindStableRegions {
  /** P bytes. */
  readonly plane: Uint8Array;
  readonly size: Size;
  readonly options: MserOptions;
}

/** The dark regions of the plane, then the bright ones. */
export function stableRegions(
  kernels: MserKernels,
  room: StableRoom,
  { plane, size, options }: FindStableRegions,
): StableRegions {
  // A region that loses more than maxVariation cannot be stable: smaller children need not be known.
  const keep = Math.max(1, Math.ceil(options.minArea * (1 - options.maxVariation)));
  const boxes: number[] = [];
  const areas: number[] = [];
  const variations: number[] = [];
  for (const turn of [0, 255]) {
    fillBordered(room, plane, size, turn);
    const count = kernels.extremalRegions({ ...room, stride: size.width + 2, keep });
    const stable = kernels.stableRegions({ ...options, ...room, count });
    for (let i = 0; i < stable; i++) {
      const at = NODE * room.found[i];
      areas.push(room.tree[at + 1]);
      boxes.push(...room.tree.subarray(at + 2, at + 6));
      variations.push(room.variation[room.found[i]]);
    }
  }
  return {
    box: Int32Array.from(boxes),
    size: Int32Array.from(areas),
    variation: Float32Array.from(variations),
  };
}

/** @param turn 255 makes bright regions dark */
function fillBordered(
  { levels, seen, edges }: Pick<ExtremalRegions, 'levels' | 'seen' | 'edges'>,
  plane: Uint8Array,
  { width, height }: Size,
  turn: number,
): void {
  const stride = width + 2;
  seen.fill(1);
  edges.fill(0);
  for (let y = 0; y < height; y++) {
    const at = (y + 1) * stride + 1;
    seen.fill(0, at, at + width);
    for (let x = 0; x < width; x++) levels[at + x] = plane[y * width + x] ^ turn;
  }
}
