/**
 * Box regression targets [R-CNN, appendix C]: for a proposal P and an object G, as centres and sizes,
 * dx = (Gx - Px) / Pw, dy = (Gy - Py) / Ph, dw = log(Gw / Pw), dh = log(Gh / Ph).
 */
import type { Box } from '../src/geometry/box.js';

interface Delta {
  readonly dx: number;
  readonly dy: number;
  readonly dw: number;
  readonly dh: number;
}

/** A region is never refined to more than 1000 / 16 times its side: exp of an outlier would overflow (as in Detectron). */
const MAX_LOG_SCALE = Math.log(1000 / 16);

/** What leads from `proposal` to `object`; both must have area. */
export function encodeBox(proposal: Box, object: Box): Delta {
  const p = centred(proposal);
  const g = centred(object);
  return {
    dx: (g.x - p.x) / p.width,
    dy: (g.y - p.y) / p.height,
    dw: Math.log(g.width / p.width),
    dh: Math.log(g.height / p.height),
  };
}

/** The box that `delta` makes of `proposal`; may leave the image. */
export function decodeBox(proposal: Box, { dx, dy, dw, dh }: Delta): Box {
  const p = centred(proposal);
  const x = p.x + dx * p.width;
  const y = p.y + dy * p.height;
  const halfWidth = (p.width * Math.exp(Math.min(dw, MAX_LOG_SCALE))) / 2;
  const halfHeight = (p.height * Math.exp(Math.min(dh, MAX_LOG_SCALE))) / 2;
  return { x1: x - halfWidth, y1: y - halfHeight, x2: x + halfWidth, y2: y + halfHeight };
}

function centred({ x1, y1, x2, y2 }: Box) {
  return { x: (x1 + x2) / 2, y: (y1 + y2) / 2, width: x2 - x1, height: y2 - y1 };
}
