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
