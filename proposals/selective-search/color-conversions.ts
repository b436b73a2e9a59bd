/** P = pixels. How each colour space is made of RGB, by OpenCV in Node.js and by plain JavaScript elsewhere, the same bytes. */
import type { Mat, MatScope, OpenCv } from '../../src/imaging/opencv.js';
import type { Raster } from '../../src/imaging/raster.js';
import type { ColorSpace } from './color-spaces.js';
import { type Convert, writeGrey, writeHsv, writeRgb, writeShares } from './plain/conversions.js';
import { writeLab } from './plain/lab.js';

interface Conversion {
  readonly plain: Convert;
  /** Writes as many channels as it is given, P bytes each. */
  readonly openCv: (opened: Opened, image: Raster, channels: readonly Uint8Array[]) => void;
}

export interface Opened {
  readonly cv: OpenCv;
  readonly scope: MatScope;
}

export const CONVERSIONS: Record<ColorSpace, Conversion> = {
  rgb: {
    plain: writeRgb,
    openCv: ({ scope }, image, channels) => copy(scope.split(scope.fromRaster(image)), channels),
  },
  hsv: { plain: writeHsv, openCv: by('COLOR_RGB2HSV_FULL') },
  lab: { plain: writeLab, openCv: by('COLOR_RGB2Lab') },
  rgI: {
    plain: (image, [red, green, intensity]) => {
      writeShares(image, [red, green]);
      writeGrey(image, [intensity]);
    },
    openCv: (opened, image, [red, green, intensity]) => {
      writeShares(image, [red, green]);
      by('COLOR_RGB2GRAY')(opened, image, [intensity]);
    },
  },
  // OpenCV has no such conversion.
  rg: { plain: writeShares, openCv: (_, image, channels) => writeShares(image, channels) },
  h: { plain: writeHsv, openCv: by('COLOR_RGB2HSV_FULL') },
  i: { plain: writeGrey, openCv: by('COLOR_RGB2GRAY') },
};

/** OpenCV's own conversion of that name. */
function by(code: 'COLOR_RGB2HSV_FULL' | 'COLOR_RGB2Lab' | 'COLOR_RGB2GRAY'): Conversion['openCv'] {
  return ({ cv, scope }, image, channels) => {
    const to = scope.mat();
    cv.cvtColor(scope.fromRaster(image), to, cv[code], 0);
    copy(scope.split(to), channels);
  };
}

function copy(from: readonly Mat[], channels: readonly Uint8Array[]): void {
  for (const [c, channel] of channels.entries()) channel.set(from[c].data);
}
