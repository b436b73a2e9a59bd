import { describe, expect, it } from 'vitest';
import { count, counted } from '../../src/counted.js';

describe('numbers and what they count', () => {
  it.each([
    ['three digits', count(999), '999'],
    ['four digits', count(1000), '1,000'],
    ['seven digits', count(1234567), '1,234,567'],
    ['one', counted(1, 'object'), '1 object'],
    ['none of them', counted(0, 'class', 'classes'), '0 classes'],
  ])('%s', (_, written, expected) => expect(written).toBe(expected));
});
