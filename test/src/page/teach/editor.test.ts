import { describe, expect, it } from 'vitest';
import { Editor } from '../../../../src/page/teach/editor.js';

const box = { x1: 10, y1: 20, x2: 50, y2: 60 };
const seen = { boxes: [{ box, score: 0.9 }], suggestions: [{ class: 'mug', score: 0.8, box }] };
const other = { x1: 100, y1: 100, x2: 150, y2: 140 };

function editor(): Editor {
  const made = new Editor('a.jpg', { width: 200, height: 150, labels: undefined });
  made.take(seen);
  return made;
}

describe('the answer to a box', () => {
  it('no, of a box that a click chose: an example of what is no object, and nothing waits', () => {
    const one = editor();
    one.click({ x: 30, y: 40 });
    expect(one.answer(false, one.pending)).toBe(true);
    expect(one).toMatchObject({ objects: [], background: [box], pending: undefined });
  });

  it('yes or no, of a suggestion: what waits elsewhere still waits', () => {
    const one = editor();
    one.draw(other);
    expect(one.answer(true, seen.suggestions[0])).toBe(true);
    expect(one.answer(false, seen.suggestions[0])).toBe(true);
    expect(one).toMatchObject({
      objects: [{ class: 'mug', box }],
      background: [box],
      pending: { box: other },
    });
  });

  it('of nothing: no change', () => {
    expect(editor().answer(false, undefined)).toBe(false);
  });
});

it.each([
  [2, 0],
  [3, 1],
])(
  'of a class with %i examples %i boxes are suggested, those that somebody spoke about left out',
  (count, asked) => {
    const classes = [{ name: 'mug', count }];
    const one = editor();
    expect(one.suggestions(classes)).toHaveLength(asked);
    one.answer(false, seen.suggestions[0]);
    expect(one.suggestions(classes)).toEqual([]);
  },
);

describe('a step without a click', () => {
  const small = { x1: 100, y1: 20, x2: 120, y2: 40 };
  const boxes = [
    { box: small, score: 0.4 },
    { box, score: 0.9 },
    { box: { ...box, x2: 52 }, score: 0.8 }, // hardly another box
  ];

  it('begins with the likeliest box, goes on to others, and passes by what was spoken about', () => {
    const one = editor();
    one.take({ boxes, suggestions: [] });
    expect(one.step(1)).toBe(true);
    expect(one.pending).toMatchObject({ choices: [box, small], index: 0, box });
    one.step(1);
    expect(one.pending).toMatchObject({ index: 1, box: small });
    one.call('mug');
    one.step(1);
    expect(one.pending?.choices).toEqual([box]);
    one.answer(false, one.pending);
    expect(one.step(1)).toBe(false);
    expect(one.pending).toBeUndefined();
  });

  it('does nothing before the photograph was looked at', () => {
    const one = new Editor('a.jpg', { width: 200, height: 150, labels: undefined });
    expect(one.step(1)).toBe(false);
  });
});

describe('a name that comes before the box of its click', () => {
  const early = (): Editor => {
    const one = new Editor('a.jpg', { width: 200, height: 150, labels: undefined });
    one.click(point);
    expect(one.call('mug')).toBe(false);
    return one;
  };
  const point = { x: 30, y: 40 };

  it('waits with the click, and is gone once it was given', () => {
    const one = early();
    expect(one).toMatchObject({ called: 'mug', waits: true });
    expect(one.more(point, seen.boxes)).toBe(true);
    expect(one).toMatchObject({ called: undefined, waits: false, pending: { box } });
  });

  it.each<[string, (one: Editor) => void]>([
    ['another click', (one) => one.click({ x: 31, y: 40 })],
    ['a drawn box', (one) => one.draw(other)],
    ['Escape', (one) => one.escape()],
    ['no box', (one) => one.more(point, [])],
    ['an object that was chosen', (one) => Object.assign(one, { chosen: 0 })],
  ])('is gone after %s', (_, change) => {
    const one = early();
    change(one);
    expect(one.called).toBeUndefined();
  });
});

describe('what a click itself proposes', () => {
  const point = { x: 30, y: 40 };
  const better = { box: { x1: 20, y1: 30, x2: 40, y2: 50 }, score: 0.95 };

  it('comes behind the box in view', () => {
    const one = editor();
    one.click(point);
    one.more(point, [better]);
    expect(one.pending).toMatchObject({ choices: [box, better.box], index: 0, box });
  });

  it('leaves a box that was nudged as it stands', () => {
    const one = editor();
    one.click(point);
    one.nudge(1, 0, false);
    one.more(point, [better]);
    expect(one.pending).toMatchObject({ choices: [box, better.box], box: { x1: 11, x2: 51 } });
  });

  it('is shown where no other box fits', () => {
    const one = editor();
    const there = { x: 150, y: 100 };
    const found = { box: { x1: 140, y1: 90, x2: 160, y2: 110 }, score: 0.2 };
    expect(one.click(there)).toBe(false);
    expect(one.more(there, [found])).toBe(true);
    expect(one.pending).toMatchObject({ box: found.box, index: 0 });
  });

  it.each<[string, (one: Editor) => void]>([
    ['another click', (one) => one.click({ ...point })],
    ['a drawn box', (one) => one.draw(other)],
    ['a name', (one) => one.call('mug')],
    ['Escape', (one) => one.escape()],
  ])('comes too late after %s', (_what, act) => {
    const one = editor();
    one.click(point);
    act(one);
    const before = one.pending;
    expect(one.more(point, [better])).toBe(false);
    expect(one.pending).toEqual(before);
  });
});

describe('keys and points', () => {
  it('arrows move the box that waits, or with Shift its lower right corner, inside the photograph', () => {
    const one = editor();
    one.draw(box);
    expect(one.nudge(-20, 5, false)).toBe(false); // not kept yet
    expect(one.pending?.box).toEqual({ x1: 0, y1: 25, x2: 40, y2: 65 });
    one.nudge(500, -100, true);
    expect(one.pending?.box).toEqual({ x1: 0, y1: 25, x2: 200, y2: 26 });
  });

  it('arrows move a kept object that is chosen, which changes the labels; Delete removes it', () => {
    const one = editor();
    one.draw(box);
    one.call('mug');
    expect(one.nudge(1, 0, false)).toBe(false);
    one.chosen = 0;
    expect(one.nudge(1, 0, false)).toBe(true);
    expect(one.labels.objects).toEqual([{ class: 'mug', box: { ...box, x1: 11, x2: 51 } }]);
    expect([one.remove(), one.remove()]).toEqual([true, false]);
    expect(one.labels.objects).toEqual([]);
  });

  it('four points in any order give the box around them', () => {
    const one = editor();
    one.fourPoints();
    const points = [30, 60, 10, 40, 50, 30, 20, 20];
    const left = [0, 2, 4, 6].map((i) => one.extreme({ x: points[i]!, y: points[i + 1]! }));
    expect(left).toEqual([3, 2, 1, 0]);
    expect(one).toMatchObject({ extremes: undefined, pending: { box, choices: [box] } });
  });

  it('a drawn box stays as drawn until the ghost beside it is taken', () => {
    const one = editor();
    const drawn = { ...box, x2: 54 };
    one.draw(drawn);
    const { ghost } = one.pending!;
    expect(one.pending!.box).toEqual(drawn);
    expect(ghost!.x2).toBeGreaterThan(box.x2);
    expect(ghost!.x2).toBeLessThan(drawn.x2);
    one.takeGhost();
    expect(one.pending).toEqual({ choices: [ghost], index: 0, box: ghost });
  });

  it('nothing here takes the objects away, and what waits', () => {
    const one = editor();
    one.draw(box);
    one.call('mug');
    one.draw(other);
    expect(one.nothing()).toBe(true);
    expect(one).toMatchObject({ objects: [], pending: undefined });
  });
});
