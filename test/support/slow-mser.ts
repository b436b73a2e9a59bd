/** The slow, obvious twin of mser.ts: the regions of every threshold, each found anew. */
import type { MserOptions } from '../../proposals/selective-search/mser.js';
import type { Size } from '../../src/geometry/box.js';

export interface SlowRegion {
  readonly box: readonly [number, number, number, number];
  readonly size: number;
  readonly variation: number;
}

interface Node {
  readonly level: number;
  readonly pixels: readonly number[];
  readonly children: Node[];
  parent?: Node;
}

/** The regions darker than what surrounds them, the whole plane last. */
export function slowDarkRegions(plane: Uint8Array, size: Size, options: MserOptions): SlowRegion[] {
  const nodes = treeOf(plane, size);
  const variations = new Map(nodes.map((node) => [node, variationOf(node, options.delta)]));
  const rival = (node: Node | undefined) =>
    node && node.pixels.length >= options.minArea ? variations.get(node)! : Number.POSITIVE_INFINITY;
  const stable = nodes.filter((node) => {
    const own = variations.get(node)!;
    if (node.pixels.length < options.minArea || node.pixels.length > options.maxArea) return false;
    if (own > options.maxVariation || own >= rival(node.parent)) return false;
    return node.children.every((child) => own <= rival(child));
  });
  return different(stable, variations, options.minDiversity).map((node) => ({
    box: boxOf(node.pixels, size.width),
    size: node.pixels.length,
    variation: variations.get(node)!,
  }));
}

/** From the smallest: where a larger stable one around it is nearly the same, the one that varies more goes. */
function different(stable: readonly Node[], variations: Map<Node, number>, minDiversity: number): Node[] {
  const left = new Set(stable);
  for (const node of stable) {
    for (let above = node.parent; above && left.has(node); above = above.parent) {
      const larger = above.pixels.length;
      if ((larger - node.pixels.length) / larger >= minDiversity) break;
      if (left.has(above)) left.delete(variations.get(above)! < variations.get(node)! ? node : above);
    }
  }
  return [...left];
}

function treeOf(plane: Uint8Array, size: Size): Node[] {
  const nodes: Node[] = [];
  const latest: (Node | undefined)[] = Array.from(plane, () => undefined);
  for (let level = 0; level < 256; level++) {
    if (!plane.includes(level)) continue;
    for (const pixels of componentsUpTo(plane, size, level)) {
      if (!pixels.some((p) => plane[p] === level)) continue;
      const children = [...new Set(pixels.map((p) => latest[p]))].filter((node) => node !== undefined);
      const node: Node = { level, pixels, children };
      for (const child of children) child.parent = node;
      for (const p of pixels) latest[p] = node;
      nodes.push(node);
    }
  }
  return nodes;
}

function componentsUpTo(plane: Uint8Array, { width, height }: Size, level: number): number[][] {
  const seen = new Set<number>();
  const components: number[][] = [];
  for (let start = 0; start < plane.length; start++) {
    if (plane[start]! > level || seen.has(start)) continue;
    const pixels = [start];
    seen.add(start);
    for (const p of pixels) {
      const [x, y] = [p % width, Math.floor(p / width)];
      const beside = [x > 0 ? p - 1 : -1, x + 1 < width ? p + 1 : -1];
      for (const q of [...beside, y > 0 ? p - width : -1, y + 1 < height ? p + width : -1]) {
        if (q < 0 || plane[q]! > level || seen.has(q)) continue;
        seen.add(q);
        pixels.push(q);
      }
    }
    components.push(pixels);
  }
  return components;
}

function variationOf(node: Node, delta: number): number {
  let larger = node;
  while (larger.parent && larger.parent.level <= node.level + delta) larger = larger.parent;
  let smaller = node;
  for (;;) {
    const most = Math.max(0, ...smaller.children.map(({ pixels }) => pixels.length));
    const main = smaller.children.find(({ pixels }) => pixels.length === most);
    if (!main || main.level < node.level - delta) break;
    smaller = main;
  }
  return (larger.pixels.length - smaller.pixels.length) / node.pixels.length;
}

function boxOf(pixels: readonly number[], width: number): [number, number, number, number] {
  const xs = pixels.map((p) => p % width);
  const ys = pixels.map((p) => Math.floor(p / width));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
}
