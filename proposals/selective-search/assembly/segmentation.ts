/** AssemblyScript: twins of ../segmentation.ts. */
import { KEYS } from './layout';

// @ts-expect-error: decorator of AssemblyScript
@inline
function find(parent: usize, p: i32): i32 {
  let above = load<i32>(parent + ((<usize>p) << 2));
  while (above !== p) {
    const next = load<i32>(parent + ((<usize>above) << 2));
    store<i32>(parent + ((<usize>p) << 2), next);
    p = next;
    above = load<i32>(parent + ((<usize>p) << 2));
  }
  return p;
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function join(parent: usize, size: usize, a: i32, b: i32): i32 {
  const sizeA = load<i32>(size + ((<usize>a) << 2));
  const sizeB = load<i32>(size + ((<usize>b) << 2));
  const aWins = sizeA > sizeB || (sizeA === sizeB && a < b);
  const root = aWins ? a : b;
  store<i32>(parent + ((<usize>(aWins ? b : a)) << 2), root);
  store<i32>(size + ((<usize>root) << 2), sizeA + sizeB);
  return root;
}

export function segment(
  order: usize,
  ends: usize,
  width: i32,
  pixels: i32,
  k: f32,
  minSize: i32,
  parent: usize,
  size: usize,
  limit: usize,
  open: usize,
  labels: usize,
): i32 {
  for (let p = 0; p < pixels; p++) {
    store<i32>(parent + ((<usize>p) << 2), p);
    store<i32>(size + ((<usize>p) << 2), 1);
    store<f32>(limit + ((<usize>p) << 2), k);
  }
  let opens: usize = 0;
  let e: u32 = 0;
  for (let key = 0; key < KEYS; key++) {
    const end = load<u32>(ends + ((<usize>key) << 2));
    const weight = <f32>key;
    for (; e < end; e++) {
      const edge = load<u32>(order + ((<usize>e) << 2));
      const p = <i32>(edge >> 2);
      const q = p + offset(edge & 3, width);
      const above = load<i32>(parent + ((<usize>p) << 2));
      if (above === load<i32>(parent + ((<usize>q) << 2))) continue;
      const a = find(parent, p);
      const b = find(parent, q);
      if (a === b) continue;
      if (weight <= load<f32>(limit + ((<usize>a) << 2)) && weight <= load<f32>(limit + ((<usize>b) << 2))) {
        const root = join(parent, size, a, b);
        store<f32>(limit + ((<usize>root) << 2), weight + k / <f32>load<i32>(size + ((<usize>root) << 2)));
      } else {
        store<u32>(open + (opens << 2), edge);
        opens++;
      }
    }
  }
  for (let i: usize = 0; i < opens; i++) {
    const edge = load<u32>(open + (i << 2));
    const p = <i32>(edge >> 2);
    const a = find(parent, p);
    const b = find(parent, p + offset(edge & 3, width));
    if (a === b) continue;
    if (load<i32>(size + ((<usize>a) << 2)) < minSize || load<i32>(size + ((<usize>b) << 2)) < minSize) {
      join(parent, size, a, b);
    }
  }
  return number(parent, size, labels, pixels);
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function offset(direction: u32, width: i32): i32 {
  // 0: 1, 1: width, 2: width + 1, 3: width - 1
  return select<i32>(1, select<i32>(width, width + 5 - 2 * <i32>direction, direction === 1), direction === 0);
}

/** `name`, the sizes' memory, is overwritten. */
function number(parent: usize, name: usize, labels: usize, pixels: i32): i32 {
  memory.fill(name, 0xff, (<usize>pixels) << 2);
  let count = 0;
  for (let p = 0; p < pixels; p++) {
    const root = find(parent, p);
    let label = load<i32>(name + ((<usize>root) << 2));
    if (label < 0) {
      label = count++;
      store<i32>(name + ((<usize>root) << 2), label);
    }
    store<i32>(labels + ((<usize>p) << 2), label);
  }
  return count;
}
