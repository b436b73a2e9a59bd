/** AssemblyScript: twins of ../adjacency.ts. */
let pairCount: i32 = 0;

// @ts-expect-error: decorator of AssemblyScript
@inline
function touch(a: i32, b: i32, count: i32, table: usize, mask: u32, keys: usize): void {
  const key = a < b ? <u32>(a * count + b) : <u32>(b * count + a);
  let slot = ((key * 0x9e3779b1) >> 7) & mask;
  while (true) {
    const held = load<u32>(table + ((<usize>slot) << 2));
    if (held === key) return;
    if (held === 0) break;
    slot = (slot + 1) & mask;
  }
  store<u32>(table + ((<usize>slot) << 2), key);
  store<u32>(keys + ((<usize>pairCount) << 2), key);
  pairCount++;
}

export function adjacentPairs(
  labels: usize,
  width: i32,
  height: i32,
  count: i32,
  table: usize,
  slots: i32,
  keys: usize,
): i32 {
  memory.fill(table, 0, (<usize>slots) << 2);
  const mask = <u32>slots - 1;
  pairCount = 0;
  for (let y = 0; y < height; y++) {
    const lower = y + 1 < height;
    for (let x = 0; x < width; x++) {
      const p = labels + ((<usize>(y * width + x)) << 2);
      const own = load<i32>(p);
      const right = x + 1 < width ? load<i32>(p, 4) : own;
      const down = lower ? load<i32>(p + ((<usize>width) << 2)) : own;
      const slant = lower && x + 1 < width ? load<i32>(p + ((<usize>width) << 2), 4) : own;
      const back = lower && x > 0 ? load<i32>(p + ((<usize>width) << 2) - 4) : own;
      if (right === own && down === own && slant === own && back === own) continue;
      if (pairCount + 4 > slots >> 1) return -1; // the keys' room
      if (right !== own) touch(own, right, count, table, mask, keys);
      if (down !== own) touch(own, down, count, table, mask, keys);
      if (slant !== own) touch(own, slant, count, table, mask, keys);
      if (back !== own) touch(own, back, count, table, mask, keys);
    }
  }
  return pairCount;
}
