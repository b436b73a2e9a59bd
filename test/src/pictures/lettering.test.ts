import { describe, expect, it } from 'vitest';
import { fitText, textPath, textWidth, writable } from '../../../src/pictures/lettering.js';

describe('textWidth', () => {
  it('grows with the size and with the text', () => {
    expect(textWidth('cat', 20)).toBeCloseTo(2 * textWidth('cat', 10), 9);
    expect(textWidth('cats', 10)).toBeGreaterThan(textWidth('cat', 10));
    expect(textWidth('', 10)).toBe(0);
  });
});

describe('textPath', () => {
  it('is a well-formed path wherever it stands (the font reader’s own writes NaN a hair off an integer)', () => {
    for (let x = 0; x < 300; x += 0.37) {
      for (const [, letter, numbers] of textPath('sofa 0.98', { x, y: 100.3, size: 11.63 }).matchAll(
        /([A-Za-z])([^A-Za-z]*)/g,
      )) {
        const count = { M: 2, L: 2, Q: 4, Z: 0 }[letter];
        const values = numbers.split(' ').filter(Boolean).map(Number);
        if (values.length !== count || !values.every(Number.isFinite)) {
          expect.fail(`at x ${x}: ${letter}${numbers}`);
        }
      }
    }
  });

  it('stands on its baseline between its edges', () => {
    const numbers = textPath('H', { x: 50, y: 80, size: 10 })
      .match(/-?[\d.]+/g)!
      .map(Number);
    const [xs, ys] = [0, 1].map((axis) => numbers.filter((_, i) => i % 2 === axis));
    expect(Math.max(...ys)).toBe(80);
    // A capital of DejaVu Sans Bold is 0.729 of the size high.
    expect(Math.min(...ys)).toBeCloseTo(80 - 7.29, 1);
    expect(Math.min(...xs)).toBeGreaterThan(50);
    expect(Math.max(...xs)).toBeLessThan(50 + textWidth('H', 10));
  });
});

describe('fitText', () => {
  const width = textWidth('person', 10);

  it('leaves text alone that fits exactly', () => {
    expect(fitText('person', 10, width)).toBe('person');
  });

  it('cuts text that does not, with an ellipsis that fits too', () => {
    const cut = fitText('person', 10, width - 0.01);
    expect(cut).toMatch(/^pers?…$|^perso…$/);
    expect(textWidth(cut, 10)).toBeLessThan(width);
  });

  it('does not cut a character of two code units in half: the font has none, so it is its code point', () => {
    expect(fitText('🚗🚗🚗🚗', 10, textWidth('🚗🚗…', 10))).toBe('U+1F697 U+1F697…');
  });

  it('is empty where nothing fits', () => {
    expect(fitText('person', 10, 3)).toBe('');
  });
});

describe('characters that the font has not', () => {
  it.each([
    ['of other scripts become their code points', '猫', 'U+732B'],
    ['are kept apart', '黒猫 0.90', 'U+9ED2 U+732B 0.90'],
    ['also beside letters', 'a猫b', 'a U+732B b'],
    ['beyond 16 bits', '🐈', 'U+1F408'],
    ['those that it has stay', 'traffic light – façade', 'traffic light – façade'],
  ])('%s', (_, given, expected) => expect(writable(given)).toBe(expected));

  it('so two classes of such names never look alike', () => {
    const at = { x: 0, y: 20, size: 12 };
    expect(textPath('猫', at)).not.toBe(textPath('犬', at));
    expect(textPath('猫', at)).toBe(textPath('U+732B', at));
    expect(fitText('猫', 12, 1000)).toBe('U+732B');
  });
});
