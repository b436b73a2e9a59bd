import { parseHTML } from 'linkedom/worker';

/** What Observable Plot drew for one kind of mark (`bar`, `line`, `dot`), counted without a browser. */
export function countMarks(svg: string, kind: string): number {
  const shapes = ['rect', 'path', 'circle', 'text', 'line'];
  const { document } = parseHTML(`<html><body>${svg}</body></html>`);
  return document.querySelectorAll(shapes.map((shape) => `[aria-label="${kind}"] ${shape}`).join(', '))
    .length;
}
