/** AssemblyScript: which nodes of the component tree of mser.ts are stable; see ../mser.ts. */
import { nodeAt } from './layout';

const BEATEN: u8 = 1;
const STABLE: u8 = 2;

/** Infinite for nodes under `minArea`, which no other is compared with. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function variationOf(tree: usize, at: usize, delta: i32): f32 {
  const level = load<i32>(at);
  const area = load<i32>(at, 4);
  let larger = area;
  for (let above = load<i32>(at, 24); above >= 0; ) {
    const aboveAt = nodeAt(tree, above);
    if (load<i32>(aboveAt) > level + delta) break;
    larger = load<i32>(aboveAt, 4);
    above = load<i32>(aboveAt, 24);
  }
  let smaller = area;
  let below = load<i32>(at, 28);
  while (below >= 0) {
    const belowAt = nodeAt(tree, below);
    if (load<i32>(belowAt) < level - delta) break;
    smaller = load<i32>(belowAt, 4);
    below = load<i32>(belowAt, 28);
  }
  // A child that was too small to be kept: so small that this node cannot be stable.
  if (below < -1 && -2 - below >= level - delta) return f32.MAX_VALUE;
  return <f32>(larger - smaller) / <f32>area;
}

/** Writes the stable nodes' numbers to `found` and every node's variation. @returns how many are stable */
export function stableRegions(
  tree: usize,
  count: i32,
  delta: i32,
  minArea: i32,
  maxArea: i32,
  maxVariation: f32,
  minDiversity: f32,
  variation: usize,
  marks: usize,
  found: usize,
): i32 {
  memory.fill(marks, 0, <usize>count);
  for (let node = 0; node < count; node++) {
    const at = nodeAt(tree, node);
    const own = load<i32>(at, 4) < minArea ? f32.MAX_VALUE : variationOf(tree, at, delta);
    store<f32>(variation + ((<usize>node) << 2), own);
  }
  let stable = 0;
  for (let node = 0; node < count; node++) {
    const at = nodeAt(tree, node);
    const area = load<i32>(at, 4);
    if (area < minArea) continue;
    const own = load<f32>(variation + ((<usize>node) << 2));
    const parent = load<i32>(at, 24);
    let kept = own <= maxVariation && area <= maxArea && !load<u8>(marks + node);
    if (parent >= 0) {
      const other = load<f32>(variation + ((<usize>parent) << 2));
      if (own >= other) kept = false;
      if (other > own) store<u8>(marks + parent, BEATEN);
    }
    store<u8>(marks + node, kept ? STABLE : 0);
    if (!kept) continue;
    store<i32>(found + ((<usize>stable) << 2), node);
    stable++;
  }
  return different(tree, minDiversity, variation, marks, found, stable);
}

/** Leaves, of two stable nodes one inside the other and of nearly one area, the more stable. @returns how many stay */
function different(
  tree: usize,
  minDiversity: f32,
  variation: usize,
  marks: usize,
  found: usize,
  stable: i32,
): i32 {
  for (let i = 0; i < stable; i++) {
    const node = load<i32>(found + ((<usize>i) << 2));
    if (load<u8>(marks + node) !== STABLE) continue;
    const at = nodeAt(tree, node);
    const area = <f32>load<i32>(at, 4);
    for (let above = load<i32>(at, 24); above >= 0; above = load<i32>(nodeAt(tree, above), 24)) {
      const larger = <f32>load<i32>(nodeAt(tree, above), 4);
      if (larger - area >= minDiversity * larger) break;
      if (load<u8>(marks + above) !== STABLE) continue;
      const own = load<f32>(variation + ((<usize>node) << 2));
      const worse = load<f32>(variation + ((<usize>above) << 2)) < own ? node : above;
      store<u8>(marks + worse, BEATEN);
      if (worse === node) break;
    }
  }
  let kept = 0;
  for (let i = 0; i < stable; i++) {
    const node = load<i32>(found + ((<usize>i) << 2));
    if (load<u8>(marks + node) !== STABLE) continue;
    store<i32>(found + ((<usize>kept) << 2), node);
    kept++;
  }
  return kept;
}
