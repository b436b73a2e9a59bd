import { counted } from '../counted.js';
import type { FormatRow } from './format.js';
import { MARKS } from './marks.js';
import { CROWD, type Dataset } from './records.js';
import { boxOfRow } from './rows.js';
import { clipped } from './shapes.js';

const FLAGS = { ...MARKS, crowd: CROWD };

/** What writing a data set in a format would lose, one phrase each; empty when all is kept. */
export function lossesOf(dataset: Dataset, { truth: format }: FormatRow, path: string): string[] {
  if (!format) return [];
  const { kept } = format;
  const splits = format.writes?.(path) === 'file' && !format.marksSplits ? false : kept.splits;
  return [
    ...lostFlags(dataset, kept.flags),
    ...(kept.emptyClasses ? [] : lostClasses(dataset)),
    ...(kept.classOrder ? [] : lostOrder(dataset)),
    ...(splits ? [] : lostSplits(dataset)),
    ...(kept.outside ? [] : lostOutside(dataset)),
    ...(kept.repeats ? [] : lostRepeats(dataset)),
    ...(kept.areas ? [] : lostAreas(dataset)),
    ...(kept.background ? [] : lostBackground(dataset)),
  ];
}

function lostFlags({ truth }: Dataset, kept: number): string[] {
  return Object.entries(FLAGS).flatMap(([name, bit]) => {
    const count = kept & bit ? 0 : truth.flags.reduce((sum, flags) => sum + (flags & bit ? 1 : 0), 0);
    return count > 0 ? [`the mark "${name}" of ${objects(count)}`] : [];
  });
}

function lostClasses({ classes, truth }: Dataset): string[] {
  const used = new Set(truth.class);
  const empty = classes.filter((_, index) => !used.has(index)).map(({ name }) => name);
  return empty.length > 0 ? [`classes without objects: ${empty.join(', ')}`] : [];
}

function lostOrder({ classes }: Dataset): string[] {
  const names = classes.map(({ name }) => name);
  const isSorted = [...names].sort().every((name, index) => name === names[index]);
  return isSorted ? [] : ['the order of the classes: they come back sorted by name'];
}

function lostSplits({ images }: Dataset): string[] {
  const splits = new Set(images.map(({ split }) => split));
  return splits.size > 1 ? [`which of ${[...splits].join(', ')} a photograph is of`] : [];
}

function lostOutside({ images, truth }: Dataset): string[] {
  let cut = 0;
  let gone = 0;
  for (let row = 0; row < truth.length; row++) {
    const box = boxOfRow(truth, row);
    const rest = clipped(box, images[truth.image[row]!]!);
    if (!(rest.x2 > rest.x1 && rest.y2 > rest.y1)) gone++;
    else if (rest !== box) cut++;
  }
  return [
    ...(cut > 0 ? [`the part of ${objects(cut)} that lies outside their photograph`] : []),
    ...(gone > 0 ? [`${objects(gone)} without area, or outside their photograph`] : []),
  ];
}

function lostRepeats({ truth }: Dataset): string[] {
  const keys = Array.from({ length: truth.length }, (_, row) =>
    JSON.stringify([truth.image[row], truth.class[row], boxOfRow(truth, row)]),
  );
  const again = keys.length - new Set(keys).size;
  return again > 0 ? [`${objects(again)} that repeat an earlier box and class`] : [];
}

function lostAreas({ truth }: Dataset): string[] {
  const { x1, y1, x2, y2, area, boxArea } = truth;
  let count = 0;
  for (let row = 0; row < truth.length; row++) {
    const own = boxArea?.[row] ?? (x2[row]! - x1[row]!) * (y2[row]! - y1[row]!);
    if (Math.abs(area[row]! - own) > 1e-6 * Math.max(1, own)) count++;
  }
  return count > 0 ? [`the area of the mask of ${objects(count)}`] : [];
}

function lostBackground({ images }: Dataset): string[] {
  const count = images.reduce((sum, { background = [] }) => sum + background.length, 0);
  return count > 0 ? [`${counted(count, 'box', 'boxes')} said to hold no object`] : [];
}

function objects(count: number): string {
  return counted(count, 'object');
}
