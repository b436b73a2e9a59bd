import { describe, expect, it } from 'vitest';
import { colorsFor, distinctColor, fromHex, inkOn, toHex } from '../../../src/pictures/colors.js';

const VOC =
  'aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person pottedplant sheep sofa train tvmonitor'.split(
    ' ',
  );

function distance(a: ReturnType<typeof fromHex>, b: ReturnType<typeof fromHex>): number {
  return Math.hypot(a.red - b.red, a.green - b.green, a.blue - b.blue);
}

describe('colorsFor', () => {
  it('gives every label of a picture its own colour, far from the others', () => {
    const colors = [...colorsFor(VOC.slice(0, 12)).values()];
    for (let i = 0; i < colors.length; i++) {
      for (let j = 0; j < i; j++) expect(distance(colors[i], colors[j])).toBeGreaterThan(50);
    }
  });

  it('has different colours for 200 labels too', () => {
    const labels = Array.from({ length: 200 }, (_, i) => `class ${i}`);
    const colors = [...colorsFor(labels).values()].map(toHex);
    expect(new Set(colors).size).toBeGreaterThan(190);
  });

  it('follows from the label, not from its place', () => {
    expect(colorsFor(['dog']).get('dog')).toEqual(colorsFor(['dog', 'person']).get('dog'));
    expect(colorsFor(['cat', 'cat']).size).toBe(1);
  });
});

describe('distinctColor', () => {
  it('keeps a colour from its twelve successors', () => {
    for (let i = 0; i < 60; i++) {
      for (let j = i + 1; j <= i + 12; j++) {
        expect(distance(distinctColor(i), distinctColor(j)), `${i}, ${j}`).toBeGreaterThan(20);
      }
    }
  });
});

describe('hexadecimal colours', () => {
  it('go round', () => {
    expect(toHex(fromHex('#1E90ff'))).toBe('#1e90ff');
    expect(fromHex('#1e90ff')).toEqual({ red: 30, green: 144, blue: 255 });
  });

  it.each(['red', '#fff', '#1e90ff80', '#1e90fg', ''])('refuse "%s"', (text) => {
    expect(() => fromHex(text)).toThrow(/Expected a colour like #1e90ff, but got/);
  });
});

describe('inkOn', () => {
  it.each([
    ['#ffffff', '#000000'],
    ['#ffff00', '#000000'],
    ['#000000', '#ffffff'],
    ['#0000ff', '#ffffff'],
  ])('%s: %s', (plate, ink) => {
    expect(inkOn(fromHex(plate))).toBe(ink);
  });
});
