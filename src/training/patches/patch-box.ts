import type { Box, Size } from '../../geometry/box.js';
import { between } from '../../random/keyed-stream.js';

/** "evenly distributed between 8% and 100% of the image area" [GoogLeNet 6]. */
const AREA = [0.08, 1] as const;
/** "aspect ratio constrained to the interval [3/4, 4/3]" [GoogLeNet 6]. */
const ASPECT = { from: 3 / 4, to: 4 / 3 } as const;
/** A large area with a narrow aspect may not fit; ten draws leave one photograph in thousands without. */
const TRIES = 10;

/**
 * Where a training patch lies in a photograph. Aspect ratios are drawn evenly on a logarithmic scale, so that
 * portraits are as likely as landscapes. When no draw fits, the largest centred box of an allowed aspect.
 *
 * @param area least and largest share of the photograph's area
 */
export function patchBox(
  { width, height }: Size,
  random: () => number,
  [least, largest]: readonly [number, number] = AREA,
): Box {
  for (let i = 0; i < TRIES; i++) {
    const area = between(random, least, largest) * width * height;
    const aspect = Math.exp(between(random, Math.log(ASPECT.from), Math.log(ASPECT.to)));
    const patch = { width: Math.sqrt(area * aspect), height: Math.sqrt(area / aspect) };
    const [right, down] = [random(), random()]; // drawn in any case: each try takes four numbers
    if (patch.width > width || patch.height > height) continue;
    const x1 = right * (width - patch.width);
    const y1 = down * (height - patch.height);
    return { x1, y1, x2: x1 + patch.width, y2: y1 + patch.height };
  }
  return centredBox({ width, height });
}

function centredBox({ width, height }: Size): Box {
  const aspect = Math.min(Math.max(width / height, ASPECT.from), ASPECT.to);
  const patch = { width: Math.min(width, height * aspect), height: Math.min(height, width / aspect) };
  const x1 = (width - patch.width) / 2;
  const y1 = (height - patch.height) / 2;
  return { x1, y1, x2: x1 + patch.width, y2: y1 + patch.height };
}
