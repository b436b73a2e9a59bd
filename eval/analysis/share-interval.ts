/** How much a share of images would vary with other images of the same kind. */

/** The normal distribution's 97.5th percentile: 95 % lie within it on either side. */
const Z = 1.959964;

/**
 * The 95 % interval of a share after Wilson (1927). Unlike a bootstrap, which finds no variation at all where every image
 * is right, it holds at 0 and 1 and for few images.
 *
 * @returns ends in 0..1; 0 to 1 where nothing was counted
 */
export function shareInterval(share: number, of: number): { readonly low: number; readonly high: number } {
  if (of === 0) return { low: 0, high: 1 };
  const spread = (Z * Z) / of;
  const middle = (share + spread / 2) / (1 + spread);
  const half = (Z * Math.sqrt((share * (1 - share)) / of + spread / (4 * of))) / (1 + spread);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
