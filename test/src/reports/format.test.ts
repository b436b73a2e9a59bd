import { describe, expect, it } from 'vitest';
import { decimal, percent, points } from '../../../src/reports/format.js';

describe('numbers of the report', () => {
  it.each([
    ['a share', percent(0.61324), '61.32'],
    ['none', percent(null), '–'],
    ["COCO's none", percent(-1), '–'],
    ['not a number', percent(Number.NaN), '–'],
    ['nothing', percent(0), '0.00'],
    ['a gain', points(0.012), '+1.20'],
    ['a loss', points(-0.0035), '−0.35'],
    ['a loss too small to show has no sign', points(-0.00001), '0.00'],
    ['a score', decimal(0.305), '0.30'],
    ['no threshold', decimal(null), '–'],
  ])('%s', (_, written, expected) => expect(written).toBe(expected));
});
