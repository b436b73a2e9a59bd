/** Clicks, drags and the wheel on the photograph, in its own pixels. */
import type { Box } from '../../geometry/box.js';
import type { Stage } from '../stage.js';

interface PointerActions {
  readonly click: (point: { readonly x: number; readonly y: number }) => void;
  /** While a box is drawn; undefined when it is given up. */
  readonly drawing: (box: Box | undefined) => void;
  readonly draw: (box: Box) => void;
  /** @returns whether it meant something: the page then does not scroll */
  readonly wheel: (by: number) => boolean;
}

/** A hand that trembles is no drag; pixels of the screen. */
const TREMBLE = 5;

export function listenToPointer(stage: Stage, { click, drawing, draw, wheel }: PointerActions): void {
  const { frame } = stage;
  let from: { x: number; y: number; clientX: number; clientY: number } | undefined;
  const boxTo = (event: PointerEvent): Box | undefined => {
    if (!from || Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) < TREMBLE)
      return undefined;
    const to = stage.at(event);
    const [x1, x2] = [from.x, to.x].sort((a, b) => a - b) as [number, number];
    const [y1, y2] = [from.y, to.y].sort((a, b) => a - b) as [number, number];
    return { x1, y1, x2, y2 };
  };
  frame.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    from = { ...stage.at(event), clientX: event.clientX, clientY: event.clientY };
    frame.setPointerCapture(event.pointerId);
  });
  frame.addEventListener('pointermove', (event) => {
    if (from) drawing(boxTo(event));
  });
  frame.addEventListener('pointerup', (event) => {
    if (!from) return;
    const box = boxTo(event);
    const point = { x: from.x, y: from.y };
    from = undefined;
    drawing(undefined);
    if (box) draw(box);
    else click(point);
  });
  frame.addEventListener('pointercancel', () => {
    from = undefined;
    drawing(undefined);
  });
  frame.addEventListener(
    'wheel',
    (event) => event.deltaY !== 0 && wheel(Math.sign(event.deltaY)) && event.preventDefault(),
    {
      passive: false,
    },
  );
}
