/**
 * The crops of a photograph in ILSVRC's classification task, as data [GoogLeNet, section 7].
 * S = side of the network's input, s = side of a square after scaling.
 */
import type { Box, Size } from '../geometry/box.js';
import { CENTRE_SHARE, centreCrop } from '../geometry/centre-crop.js';

/** 1: the centre. 10: four corners and the centre, each also mirrored [AlexNet]. 144: the paper's. */
export const CROPS = [1, 10, 144] as const;
export type Crops = (typeof CROPS)[number];

/** Sections of the longer side: left, centre, right of a landscape; top, centre, bottom of a portrait. */
export type SquarePlace = 'first' | 'centre' | 'last';

type CropPlace = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right' | 'centre' | 'whole';

/** One crop as the network sees it. */
export interface View {
  /** In pixels of the photograph; warped to S x S. */
  readonly box: Box;
  readonly mirror: boolean;
  /** The square of the photograph that the view is part of, as large as the shorter side. */
  readonly square: Square;
  /** Side of that square after scaling, in pixels of the network's input. */
  readonly scale: number;
  readonly place: CropPlace;
  /** How many of the crops are this view: equal ones are computed once. */
  readonly weight: number;
}

export interface Square {
  readonly place: SquarePlace;
  readonly box: Box;
}

export interface ViewOptions {
  readonly crops: Crops;
  /** S. */
  readonly inputSize: number;
  /** Share of the shorter side that the single crop takes; default 224 / 256. */
  readonly centreShare?: number;
}

/** Shorter sides of the four scales, for a network of 224 pixels [GoogLeNet, section 7]. */
const PAPER_SCALES = [256, 288, 320, 352] as const;
const PAPER_INPUT = 224;

/** The four corners and the centre, as shares of the free space along x and y. */
const CROP_PLACES: readonly (readonly [CropPlace, number, number])[] = [
  ['top-left', 0, 0],
  ['top-right', 1, 0],
  ['bottom-left', 0, 1],
  ['bottom-right', 1, 1],
  ['centre', 0.5, 0.5],
];

/**
 * The views of a photograph of this size. Their weights sum to `crops`, whatever its shape: a square photograph
 * has one square instead of three, which counts three times, and the whole square is the same at every scale.
 */
export function viewsOf(size: Size, { crops, inputSize, centreShare = CENTRE_SHARE }: ViewOptions): View[] {
  if (crops === 1) return [centreView(size, { inputSize, centreShare })];
  const mirrors = [false, true];
  if (crops === 10) {
    const square = squareAt(size, 'centre');
    const scale = inputSize / centreShare;
    return mirrors.flatMap((mirror) => cropsOf(square, { scale, inputSize, mirror, weight: 1 }));
  }
  return squaresOf(size).flatMap(({ square, weight }) =>
    mirrors.flatMap((mirror) => [
      ...scalesFor(inputSize).flatMap((scale) => cropsOf(square, { scale, inputSize, mirror, weight })),
      wholeOf(square, { inputSize, mirror, weight: weight * PAPER_SCALES.length }),
    ]),
  );
}

/** The paper's scales for a network of S pixels, with whole pixels on both sides of a centre crop. */
export function scalesFor(inputSize: number): number[] {
  return PAPER_SCALES.map((scale) => {
    const border = (scale - PAPER_INPUT) / 2;
    return inputSize + 2 * Math.max(1, Math.round((border * inputSize) / PAPER_INPUT));
  });
}

function centreView(
  size: Size,
  { inputSize, centreShare }: { inputSize: number; centreShare: number },
): View {
  return {
    box: centreCrop(size, centreShare),
    mirror: false,
    square: squareAt(size, 'centre'),
    scale: inputSize / centreShare,
    place: 'centre',
    weight: 1,
  };
}

/** Three squares along the longer side; for a square photograph one, with three times the weight. */
function squaresOf(size: Size): { square: Square; weight: number }[] {
  if (size.width === size.height) return [{ square: squareAt(size, 'centre'), weight: 3 }];
  const places: readonly SquarePlace[] = ['first', 'centre', 'last'];
  return places.map((place) => ({ square: squareAt(size, place), weight: 1 }));
}

function squareAt({ width, height }: Size, place: SquarePlace): Square {
  const side = Math.min(width, height);
  const share = { first: 0, centre: 0.5, last: 1 }[place];
  const x1 = share * (width - side);
  const y1 = share * (height - side);
  return { place, box: { x1, y1, x2: x1 + side, y2: y1 + side } };
}

interface CropOptions {
  readonly inputSize: number;
  readonly mirror: boolean;
  readonly weight: number;
}

function cropsOf(square: Square, { scale, inputSize, ...rest }: CropOptions & { scale: number }): View[] {
  const { x1, y1, x2 } = square.box;
  const pixel = (x2 - x1) / scale; // of the scaled square, in pixels of the photograph
  const room = (scale - inputSize) * pixel;
  const side = inputSize * pixel;
  return CROP_PLACES.map(([place, across, down]) => {
    const left = x1 + across * room;
    const top = y1 + down * room;
    return { box: { x1: left, y1: top, x2: left + side, y2: top + side }, square, scale, place, ...rest };
  });
}

function wholeOf(square: Square, { inputSize, ...rest }: CropOptions): View {
  return { box: square.box, square, scale: inputSize, place: 'whole', ...rest };
}
