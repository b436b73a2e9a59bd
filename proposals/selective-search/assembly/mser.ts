/**
 * AssemblyScript: the component tree of ../mser.ts in one flood (Nistér and Stewénius, ECCV 2008): water rises from
 * the first pixel, always at the lowest border pixel first, and every basin that it leaves behind is a component.
 * Pictures have a border of one pixel that counts as seen, so that no neighbour needs a check.
 */
import { nodeAt } from './layout';

// A basin of the stack, in bytes: level, area, box (4), main child, its area, first stored node without a parent.
const BASIN: usize = 36;

let stack: usize = 0;
let top: usize = 0;
let nodes: i32 = 0;
let heads: usize = 0;
let used0: u64 = 0;
let used1: u64 = 0;
let used2: u64 = 0;
let used3: u64 = 0;

function openBasin(level: i32): void {
  top += BASIN;
  store<i32>(top, level);
  store<i32>(top, 0, 4);
  store<i32>(top, i32.MAX_VALUE, 8);
  store<i32>(top, i32.MAX_VALUE, 12);
  store<i32>(top, 0, 16);
  store<i32>(top, 0, 20);
  store<i32>(top, -1, 24);
  store<i32>(top, 0, 28);
  store<i32>(top, -1, 32);
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function push(pixel: i32, level: i32, link: usize): void {
  const head = heads + ((<usize>level) << 2);
  store<i32>(link + ((<usize>pixel) << 2), load<i32>(head));
  store<i32>(head, pixel);
  const bit = (<u64>1) << (level & 63);
  const word = level >> 6;
  if (word === 0) used0 |= bit;
  else if (word === 1) used1 |= bit;
  else if (word === 2) used2 |= bit;
  else used3 |= bit;
}

/** The lowest border pixel, or -1. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function pop(link: usize): i32 {
  let level: i32;
  if (used0) level = <i32>ctz(used0);
  else if (used1) level = 64 + <i32>ctz(used1);
  else if (used2) level = 128 + <i32>ctz(used2);
  else if (used3) level = 192 + <i32>ctz(used3);
  else return -1;
  const head = heads + ((<usize>level) << 2);
  const pixel = load<i32>(head);
  const next = load<i32>(link + ((<usize>pixel) << 2));
  store<i32>(head, next);
  if (next < 0) {
    const bit = ~((<u64>1) << (level & 63));
    const word = level >> 6;
    if (word === 0) used0 &= bit;
    else if (word === 1) used1 &= bit;
    else if (word === 2) used2 &= bit;
    else used3 &= bit;
  }
  return pixel;
}

/** One more pixel in the top basin. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function widen(y: i32, x: i32): void {
  store<i32>(top, load<i32>(top, 4) + 1, 4);
  const near = i32x4.replace_lane(i32x4.splat(x), 1, y);
  const far = i32x4.add(v128.shuffle<i32>(near, near, 0, 1, 0, 1), i32x4(0, 0, 1, 1));
  const box = v128.load(top, 8);
  v128.store(top, v128.shuffle<i32>(i32x4.min_s(box, far), i32x4.max_s(box, far), 0, 1, 6, 7), 8);
}

/** The top basin is complete at its level: it becomes a node, or, under `keep` pixels, only the memory of its level. */
function closeLevel(tree: usize, keep: i32): void {
  const area = load<i32>(top, 4);
  const level = load<i32>(top);
  store<i32>(top, area, 28);
  if (area < keep) {
    store<i32>(top, -2 - level, 24);
    return;
  }
  const node = nodes++;
  const at = nodeAt(tree, node);
  store<i32>(at, level);
  store<i32>(at, area, 4);
  v128.store(at, v128.load(top, 8), 8);
  store<i32>(at, -1, 24);
  store<i32>(at, load<i32>(top, 24), 28);
  for (let child = load<i32>(top, 32); child >= 0; ) {
    const childAt = nodeAt(tree, child);
    child = load<i32>(childAt, 24); // until it has a parent, the next one without
    store<i32>(childAt, node, 24);
  }
  store<i32>(top, node, 24);
  store<i32>(top, node, 32);
}

/** Pours the top basin, closed, into the one below. */
function pour(tree: usize): void {
  const below = top - BASIN;
  store<i32>(below, load<i32>(below, 4) + load<i32>(top, 4), 4);
  const a = v128.load(top, 8);
  const b = v128.load(below, 8);
  v128.store(below, v128.shuffle<i32>(i32x4.min_s(a, b), i32x4.max_s(a, b), 0, 1, 6, 7), 8);
  if (load<i32>(top, 28) > load<i32>(below, 28)) {
    store<i32>(below, load<i32>(top, 24), 24);
    store<i32>(below, load<i32>(top, 28), 28);
  }
  const node = load<i32>(top, 32);
  if (node >= 0) {
    store<i32>(nodeAt(tree, node), load<i32>(below, 32), 24);
    store<i32>(below, node, 32);
  }
  top = below;
}

/** The water rises to `level`. */
function rise(level: i32, tree: usize, keep: i32): void {
  while (load<i32>(top) < level) {
    closeLevel(tree, keep);
    if (top === stack || level < load<i32>(top - BASIN)) {
      store<i32>(top, level);
      return;
    }
    pour(tree);
  }
}

/**
 * `levels`, `seen` (0, 1 at the border), `edges` (0) and `link` are of the picture with its border; `scratch` is
 * 1024 + 258 * 36 bytes. @returns nodes written, children before parents, the whole picture last
 */
export function extremalRegions(
  levels: usize,
  seen: usize,
  edges: usize,
  link: usize,
  stride: i32,
  scratch: usize,
  keep: i32,
  tree: usize,
): i32 {
  heads = scratch;
  memory.fill(heads, 0xff, 1024);
  used0 = used1 = used2 = used3 = 0;
  stack = scratch + 1024;
  top = stack - BASIN;
  nodes = 0;
  let p = stride + 1;
  let level = <i32>load<u8>(levels + p);
  store<u8>(seen + p, 1);
  openBasin(level);
  while (true) {
    let edge = <i32>load<u8>(edges + p);
    while (edge < 4) {
      const q = p + select<i32>(select<i32>(1, stride, edge === 0), select<i32>(-1, -stride, edge === 2), edge < 2);
      edge++;
      if (load<u8>(seen + q)) continue;
      store<u8>(seen + q, 1);
      const other = <i32>load<u8>(levels + q);
      if (other >= level) {
        push(q, other, link);
      } else {
        store<u8>(edges + p, <u8>edge);
        push(p, level, link);
        p = q;
        level = other;
        edge = 0;
        openBasin(level);
      }
    }
    const row = p / stride;
    widen(row - 1, p - row * stride - 1);
    p = pop(link);
    if (p < 0) break;
    const next = <i32>load<u8>(levels + p);
    if (next > level) rise(next, tree, keep);
    level = next;
  }
  closeLevel(tree, keep);
  return nodes;
}
