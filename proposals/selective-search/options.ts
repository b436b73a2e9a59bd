import { z } from 'zod';
import { anyOf, checkOptions, wholeFrom1 } from '../../src/check-arguments.js';
import { COLOR_SPACES, type ColorSpace } from './color-spaces.js';
import { STRATEGIES } from './similarity.js';

const names = Object.keys(COLOR_SPACES) as [ColorSpace, ...ColorSpace[]];

const K = 'a number from 10, below which segments are more than boxes are of use, to 10,000';
const SIDE = 'a number of pixels from 0';
const PIXELS = 'a whole number from 1,024';
const THREADS = 'a whole number from 0 to 64';

/** The diversification of one search: every colour space is segmented at every k and grouped by every strategy. */
const diversification = z.strictObject({
  colorSpaces: z.array(anyOf(names), { error: 'an array of colour spaces' }).nonempty('at least one'),
  /** Scales of the graph segmentation; the smallest segment has as many pixels (R-CNN, section 2.1). */
  ks: z
    .array(z.number(K).min(10, K).max(10_000, K), { error: 'an array of scales' })
    .nonempty('at least one'),
  strategies: z.array(anyOf(STRATEGIES), { error: 'an array of strategies' }).nonempty('at least one'),
  /** Also the maximally stable extremal regions of lightness and saturation: small and thin objects. */
  stableRegions: z.boolean('true or false'),
});

type Diversification = z.infer<typeof diversification>;

/**
 * Selective Search, section 4. `fast` with these k is R-CNN's setting, `double` GoogLeNet's (section 8); grouping
 * by size and fill alone (SF) is ours: its merges look at no histogram, and it joins what colour and texture divide.
 */
const PRESETS = {
  single: { colorSpaces: ['hsv'], ks: [100], strategies: ['CTSF'], stableRegions: false },
  fast: {
    colorSpaces: ['hsv', 'lab'],
    ks: [50, 100],
    strategies: ['CTSF', 'TSF', 'SF'],
    stableRegions: false,
  },
  double: {
    colorSpaces: ['hsv', 'lab'],
    ks: [100, 200],
    strategies: ['CTSF', 'TSF'],
    stableRegions: false,
  },
  quality: {
    colorSpaces: ['hsv', 'lab', 'rgI', 'h', 'i'],
    ks: [50, 100, 150, 300],
    strategies: ['CTSF', 'TSF', 'F', 'S'],
    stableRegions: false,
  },
} as const satisfies Record<
  string,
  { readonly [Name in keyof Diversification]: Readonly<Diversification[Name]> }
>;

export type Preset = keyof typeof PRESETS;
export const PRESET_NAMES = Object.keys(PRESETS) as [Preset, ...Preset[]];

export const searchSchema = diversification.partial().extend({
  /** What is given beside it replaces the preset's own. */
  preset: anyOf(PRESET_NAMES).default('fast'),
  /** Most boxes returned. R-CNN used about 2,000. */
  count: wholeFrom1.default(2000),
  /** `learned`: likely objects first. `paper`: by merge order times a random number, as Selective Search has it. */
  order: anyOf(['learned', 'paper']).default('learned'),
  /** Of the random factor of the paper's order; the learned one has none. */
  seed: z.int({ error: 'a whole number' }).default(0),
  /**
   * Smallest side kept, in pixels of an image whose longer side is 500. R-CNN's selective_search_boxes.m has 20,
   * which leaves 9 of 227 objects (120 photographs of VOC's train) without a good box; 14 and 10 leave 3.
   */
  minSide: z.number(SIDE).min(0, SIDE).default(12),
  /** Larger images are searched at this many pixels: 500 x 500, a little over any VOC photograph. */
  maxPixels: z.int(PIXELS).min(1024, PIXELS).default(250_000),
  /** Worker threads; 0 searches in the calling thread. The result does not depend on it. */
  threads: z.int(THREADS).min(0, THREADS).max(64, THREADS).optional(),
});

export type SelectiveSearchOptions = z.input<typeof searchSchema>;
export type SearchPlan = Diversification & z.infer<typeof searchSchema>;

/** @throws RcnnError `bad-option`, naming the option and what is valid */
export function planSearch(options: SelectiveSearchOptions = {}): SearchPlan {
  const checked = checkOptions<z.infer<typeof searchSchema>>(options, searchSchema, 'selectiveSearch');
  const preset = PRESETS[checked.preset];
  const { colorSpaces, ks, strategies, stableRegions } = checked;
  return {
    ...checked,
    colorSpaces: colorSpaces ?? [...preset.colorSpaces],
    ks: ks ?? [...preset.ks],
    strategies: strategies ?? [...preset.strategies],
    stableRegions: stableRegions ?? preset.stableRegions,
  };
}
