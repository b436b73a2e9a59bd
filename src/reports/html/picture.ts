/** A photograph with the boxes of an error, drawn over it as SVG so that lines and letters stay sharp. */
import { type Box, iou } from '../../geometry/box.js';
import type { Picture, PictureBox } from '../document.js';
import { escapeHtml } from './escape.js';

/** Every picture is drawn on a canvas of this size; the page scales it. */
const canvas = { width: 320, height: 240 };

const plateHeight = 18;

export function pictureFigure(picture: Picture): string {
  const { title, caption } = picture;
  return (
    `<figure>${pictureSvg(picture)}` +
    `<figcaption><b>${escapeHtml(title)}</b> ${escapeHtml(caption)}</figcaption></figure>`
  );
}

function pictureSvg({ title, caption, photograph: { uri, view }, boxes }: Picture): string {
  const scale = Math.min(canvas.width / (view.x2 - view.x1), canvas.height / (view.y2 - view.y1));
  const width = scale * (view.x2 - view.x1);
  const height = scale * (view.y2 - view.y1);
  const left = (canvas.width - width) / 2;
  const top = (canvas.height - height) / 2;
  const frame = { x1: left, y1: top, x2: left + width, y2: top + height };
  const within = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
  const placed = boxes.map(({ box, ...rest }) => ({
    ...rest,
    box: {
      x1: within(left + scale * (box.x1 - view.x1), frame.x1, frame.x2),
      y1: within(top + scale * (box.y1 - view.y1), frame.y1, frame.y2),
      x2: within(left + scale * (box.x2 - view.x1), frame.x1, frame.x2),
      y2: within(top + scale * (box.y2 - view.y1), frame.y1, frame.y2),
    },
  }));
  const image = `<image href="${uri}" x="${short(left)}" y="${short(top)}" width="${short(width)}" height="${short(height)}"/>`;
  const alt = `${title}: ${caption}. ${boxes.map(({ role, label }) => `${role} ${label}`).join(', ')}`;
  return (
    `<svg viewBox="0 0 ${canvas.width} ${canvas.height}" role="img" aria-label="${escapeHtml(alt)}">` +
    `${image}${placed.map(outline).join('')}${plates(placed)}</svg>`
  );
}

function outline({ role, box }: PictureBox): string {
  const inset = 1.5;
  const place =
    `x="${short(box.x1 + inset)}" y="${short(box.y1 + inset)}" ` +
    `width="${short(Math.max(1, box.x2 - box.x1 - 2 * inset))}" height="${short(Math.max(1, box.y2 - box.y1 - 2 * inset))}" rx="2"`;
  return `<rect class="casing" ${place}/><rect class="${role}" ${place}/>`;
}

/** Labels: a detection's at the top of its box, an object's at the bottom, and none where there is no room left. */
function plates(boxes: readonly PictureBox[]): string {
  const taken: Box[] = [];
  return boxes
    .toSorted((a, b) => a.role.localeCompare(b.role)) // detections choose first
    .map(({ role, box, label }) => {
      const text = label.length > 26 ? `${label.slice(0, 25)}…` : label;
      const width = 10 + 7.2 * text.length;
      const spot = spots(role, box, width).find((one) => taken.every((other) => iou(one, other) === 0));
      if (!spot) return '';
      taken.push(spot);
      return (
        `<rect class="plate-${role}" x="${short(spot.x1)}" y="${short(spot.y1)}" width="${short(width)}" height="${plateHeight}" rx="3"/>` +
        `<text x="${short(spot.x1 + 5)}" y="${short(spot.y1 + 13.5)}" textLength="${short(width - 10)}" lengthAdjust="spacingAndGlyphs">${escapeHtml(text)}</text>`
      );
    })
    .join('');
}

/** Where a label may be placed, best first: outside its box, then inside, left before right, inside the canvas. */
function spots(role: PictureBox['role'], { x1, y1, x2, y2 }: Box, width: number): Box[] {
  const top = [y1 - plateHeight, y1, y1 + plateHeight];
  const bottom = [y2, y2 - plateHeight, y2 - 2 * plateHeight];
  const rows = role === 'detection' ? [...top, ...bottom] : [...bottom, ...top];
  const columns = [x1, x2 - width].map((x) => Math.min(Math.max(x, 0), Math.max(0, canvas.width - width)));
  return rows
    .filter((y) => y >= 0 && y + plateHeight <= canvas.height)
    .flatMap((y) => columns.map((x) => ({ x1: x, y1: y, x2: x + width, y2: y + plateHeight })));
}

function short(value: number): string {
  return String(Math.round(10 * value) / 10);
}
