/** AssemblyScript: the layouts that several kernels share. */

/** Different edge weights: see ../edges.ts. */
export const KEYS: i32 = 14336;
/** Bins of a region's histograms: see ../regions.ts. */
export const ROW: i32 = 320;

/** Where row `y` of a plane of 32-bit values begins. */
// @ts-expect-error: decorator of AssemblyScript
@inline
export function row(plane: usize, y: i32, width: i32): usize {
  return plane + ((<usize>(y * width)) << 2);
}

/** Level, area, box, parent and main child of a node of the component tree: 8 words. */
// @ts-expect-error: decorator of AssemblyScript
@inline
export function nodeAt(tree: usize, node: i32): usize {
  return tree + ((<usize>node) << 5);
}
