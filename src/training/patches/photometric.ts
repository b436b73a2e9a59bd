/**
 * Photometric distortions "of Andrew Howard" [GoogLeNet 6], from "Some Improvements on Deep Convolutional Neural
 * Network Based Image Classification" (arXiv 1312.5402, section 2.2): brightness, contrast and colour, each by a
 * factor from 0.5 to 1.5 in random order, then Krizhevsky's lighting noise. Planes R, G, B of floats 0..255, in
 * place.
 */
import { between, normal, shuffled } from '../../random/keyed-stream.js';

const FACTOR = { from: 0.5, to: 1.5 } as const;

/** ITU-R 601, by which Howard's library (PIL) makes grey. */
const GREY = [0.299, 0.587, 0.114] as const;

/**
 * Principal components of ImageNet's colours (AlexNet, section 4.1): deviation along each on the scale 0..255, and
 * its direction in R, G, B. The numbers are those published with fb.resnet.torch.
 */
const LIGHTING = [
  { deviation: 55.46, direction: [-0.5675, -0.5808, -0.5836] },
  { deviation: 4.794, direction: [0.7192, -0.0045, -0.6948] },
  { deviation: 1.148, direction: [0.4009, -0.814, 0.4203] },
] as const;
/** AlexNet's share of that deviation. */
const LIGHTING_STRENGTH = 0.1;

/** What is done to one patch. */
export interface Distortion {
  /** In the order of application. */
  readonly steps: readonly { readonly kind: 'brightness' | 'contrast' | 'colour'; readonly factor: number }[];
  /** Added to R, G, B. */
  readonly lighting: readonly [number, number, number];
}

const kinds = ['brightness', 'contrast', 'colour'] as const;

export function drawDistortion(random: () => number): Distortion {
  const steps = [...shuffled(random, kinds.length)].map((i) => ({
    kind: kinds[i]!,
    factor: between(random, FACTOR.from, FACTOR.to),
  }));
  const lighting: [number, number, number] = [0, 0, 0];
  for (const { deviation, direction } of LIGHTING) {
    const amount = LIGHTING_STRENGTH * deviation * normal(random);
    for (let c = 0; c < 3; c++) lighting[c]! += amount * direction[c]!;
  }
  return { steps, lighting };
}

/** @param planes three planes of equal length, R, G, B one after the other */
export function distort(planes: Float32Array, { steps, lighting }: Distortion): void {
  const size = planes.length / 3;
  for (const { kind, factor } of steps) {
    if (kind === 'brightness') blendWith(planes, 0, factor);
    else if (kind === 'contrast') blendWith(planes, meanGrey(planes, size), factor);
    else saturate(planes, size, factor);
  }
  for (let c = 0; c < 3; c++) {
    const light = lighting[c]!;
    for (let i = c * size; i < (c + 1) * size; i++) planes[i] = clamped(planes[i]! + light);
  }
}

/** level + factor * (value - level): towards one level (factor < 1), or away from it. */
function blendWith(planes: Float32Array, level: number, factor: number): void {
  for (let i = 0; i < planes.length; i++) planes[i] = clamped(level + factor * (planes[i]! - level));
}

function saturate(planes: Float32Array, size: number, factor: number): void {
  for (let i = 0; i < size; i++) {
    const [red, green, blue] = [planes[i]!, planes[size + i]!, planes[2 * size + i]!];
    const grey = GREY[0] * red + GREY[1] * green + GREY[2] * blue;
    planes[i] = clamped(grey + factor * (red - grey));
    planes[size + i] = clamped(grey + factor * (green - grey));
    planes[2 * size + i] = clamped(grey + factor * (blue - grey));
  }
}

function meanGrey(planes: Float32Array, size: number): number {
  let sum = 0;
  for (let c = 0; c < 3; c++) {
    let plane = 0;
    for (let i = c * size; i < (c + 1) * size; i++) plane += planes[i]!;
    sum += GREY[c]! * plane;
  }
  return sum / size;
}

function clamped(value: number): number {
  return Math.min(Math.max(value, 0), 255);
}
