/** Where in a box the evidence for a class lies: warm where it speaks for it, cold where against. */
import type { EvidenceAnswer } from '../../../detection/look-answer.js';
import { warmColour } from '../../pictures/heat-map.js';
import type { Stage } from '../stage.js';

/** Pixels a cell; the browser smooths the rest. */
const STEP = 16;

export function drawHeat({ canvas, size }: Stage, { width, height, values, box }: EvidenceAnswer): void {
  const largest = Math.max(...values, 1e-9);
  const map = document.createElement('canvas');
  Object.assign(map, { width: width * STEP, height: height * STEP });
  const context = map.getContext('2d')!;
  const picture = context.createImageData(map.width, map.height);
  for (let y = 0, i = 0; y < map.height; y++) {
    for (let x = 0; x < map.width; x++, i += 4) {
      const value = valueAt({ width, height, values }, (x + 0.5) / STEP - 0.5, (y + 0.5) / STEP - 0.5);
      const share = Math.min(Math.max(value / largest, 0), 1);
      picture.data.set([...warmColour(share), 70 + 150 * share], i);
    }
  }
  context.putImageData(picture, 0, 0);
  Object.assign(canvas, { width: size.width, height: size.height });
  const onto = canvas.getContext('2d')!;
  onto.fillStyle = 'rgb(8 10 14 / 0.55)';
  onto.fillRect(0, 0, size.width, size.height);
  onto.clearRect(box.x1, box.y1, box.x2 - box.x1, box.y2 - box.y1);
  onto.drawImage(map, box.x1, box.y1, box.x2 - box.x1, box.y2 - box.y1);
}

type Grid = Pick<EvidenceAnswer, 'width' | 'height' | 'values'>;

/** Bilinear between the centres of cells, the border's values held beyond it. */
function valueAt({ width, height, values }: Grid, x: number, y: number): number {
  const [column, row] = [hold(x, width - 1), hold(y, height - 1)];
  const [left, top] = [Math.floor(column), Math.floor(row)];
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const at = (i: number, j: number) => values[j * width + i]!;
  const upper = at(left, top) + (at(right, top) - at(left, top)) * (column - left);
  const lower = at(left, bottom) + (at(right, bottom) - at(left, bottom)) * (column - left);
  return upper + (lower - upper) * (row - top);
}

const hold = (value: number, most: number) => Math.min(Math.max(value, 0), most);
