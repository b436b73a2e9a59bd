/** Colours as OpenCV's integer arithmetic converts them (color_hsv, color_rgb; 8 bits). */
import type { Raster } from '../../../src/imaging/raster.js';
import { roundHalfEven } from './round.js';

/** Writes P bytes for each channel that it is given. */
export type Convert = (image: Raster, channels: readonly Uint8Array[]) => void;

export const writeRgb: Convert = ({ data }, channels) => {
  for (const [c, channel] of channels.entries()) {
    for (let p = 0; p < channel.length; p++) channel[p] = data[3 * p + c];
  }
};

/** Red and green as shares of all three, black a third each. */
export const writeShares: Convert = ({ data }, [red, green]) => {
  for (let p = 0; p < red.length; p++) {
    const sum = data[3 * p] + data[3 * p + 1] + data[3 * p + 2];
    red[p] = sum === 0 ? 85 : (255 * data[3 * p]) / sum;
    green[p] = sum === 0 ? 85 : (255 * data[3 * p + 1]) / sum;
  }
};

/** Weights of red, green and blue (ITU-R BT.601) in 1 / 2^15. */
const [RED, GREEN, BLUE, GREY_SHIFT] = [9798, 19_235, 3735, 15];

export const writeGrey: Convert = ({ data }, [grey]) => {
  const half = 1 << (GREY_SHIFT - 1);
  for (let p = 0, at = 0; p < grey.length; p++, at += 3) {
    grey[p] = (data[at] * RED + data[at + 1] * GREEN + data[at + 2] * BLUE + half) >> GREY_SHIFT;
  }
};

/** Fractional bits of the tables. */
const SHIFT = 12;
/** 255 / v and 256 / 6 / v. */
const perValue = table((v) => (255 << SHIFT) / v);
const perDifference = table((v) => (256 << SHIFT) / (6 * v));

function table(value: (v: number) => number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, v) => (v === 0 ? 0 : roundHalfEven(value(v))));
}

/** Hue, saturation and value, each over 0..255; of fewer channels the first ones. */
export const writeHsv: Convert = ({ data }, [hue, saturation, value]) => {
  const half = 1 << (SHIFT - 1);
  for (let p = 0, at = 0; p < hue.length; p++, at += 3) {
    const [r, g, b] = [data[at], data[at + 1], data[at + 2]];
    const v = Math.max(r, g, b);
    const difference = v - Math.min(r, g, b);
    const sixths = v === r ? g - b : v === g ? b - r + 2 * difference : r - g + 4 * difference;
    const h = (sixths * perDifference[difference] + half) >> SHIFT;
    const turned = h < 0 ? h + 256 : h;
    hue[p] = Math.min(turned, 255);
    if (!saturation) continue;
    saturation[p] = (difference * perValue[v] + half) >> SHIFT;
    value[p] = v;
  }
};
