/** What is said of the photograph, drawn over it. */
import type { Box } from '../../geometry/box.js';
import type { SuggestedObject } from '../../teach/messages.js';
import type { DrawnBox, Stage } from '../stage.js';
import type { Editor } from './editor.js';

const WHITE = '#ffffff';
const REJECTED = '#9aa4b2';
const POINT = '#ffb454';
/** Of a clicked point, pixels of the screen. */
const RADIUS = 3;

interface LabelDrawing {
  readonly editor: Editor;
  readonly suggestions: readonly SuggestedObject[];
  /** The box under the pointer that draws. */
  readonly drawing: Box | undefined;
  readonly color: (name: string) => string;
}

export function drawLabels(stage: Stage, { editor, suggestions, drawing, color }: LabelDrawing): void {
  const drawn: DrawnBox[] = [];
  for (const box of editor.background) drawn.push({ box, kind: 'rejected', color: REJECTED });
  for (const [i, { class: name, box }] of editor.objects.entries()) {
    drawn.push({ box, color: color(name), label: name, kind: i === editor.chosen ? 'chosen' : 'kept' });
  }
  for (const [i, { class: name, box }] of suggestions.entries()) {
    const label = i === 0 ? `${name}?` : '';
    drawn.push({ box, color: color(name), label, kind: i === 0 ? 'asked' : 'dropped' });
  }
  const { pending, extremes } = editor;
  if (pending?.ghost) drawn.push({ box: pending.ghost, kind: 'ghost', color: WHITE });
  if (pending) drawn.push({ box: pending.box, kind: 'pending', color: WHITE });
  if (drawing) drawn.push({ box: drawing, kind: 'pending', color: WHITE });
  const dot = RADIUS * stage.scale;
  for (const { x, y } of extremes ?? []) {
    const box = { x1: x - dot, y1: y - dot, x2: x + dot, y2: y + dot };
    drawn.push({ box, kind: 'chosen', color: POINT });
  }
  stage.boxes(drawn);
}
