import { describe, expect, it } from 'vitest';
import { classNumber } from '../../../src/classification/class-number.js';

const card = {
  name: 'small',
  classes: [
    { name: 'crane', wnid: 'n02012849' },
    { name: 'tabby, tabby cat', wnid: 'n02123045' },
    { name: 'crane', wnid: 'n03126707' },
  ],
};

describe('the number of a class', () => {
  it.each([
    ['n02012849', 0],
    ['n03126707', 2],
    ['tabby, tabby cat', 1],
  ])('by %s', (text, expected) => {
    expect(classNumber(card, text)).toBe(expected);
  });

  it('is not guessed where two share the name', () => {
    expect(() => classNumber(card, 'crane')).toThrow(
      'Expected one class of small, but 2 are named "crane": pass n02012849 or n03126707.',
    );
  });

  it('has names near it in the error: whole words first, then their letters, then other spellings', () => {
    const names = ['bullfrog, Rana catesbeiana', 'tabby, tabby cat', 'cart', 'chair'];
    const many = { name: 'many', classes: names.map((name) => ({ name })) };
    expect(() => classNumber(many, 'cat')).toThrow(
      'Near it: tabby, tabby cat; bullfrog, Rana catesbeiana; cart.',
    );
    expect(() => classNumber(many, 'taby')).toThrow('Near it: tabby, tabby cat.');
    expect(() => classNumber(many, 'zebra')).toThrow(/but got "zebra"\.$/);
  });

  it('has names near it in the error, in any case', () => {
    expect(() => classNumber(card, 'Tabby')).toThrow('Near it: tabby, tabby cat.');
  });
});
