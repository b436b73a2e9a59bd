import type { Explained } from '../../detection/detector.js';
import type { DetectionStages } from '../../detection/explain.js';
import type { Raster } from '../imaging/raster.js';
import { cropRaster } from '../imaging/warp.js';
import { colorsFor, toHex } from './colors.js';
import { contactSheet } from './contact-sheet.js';
import { type DrawnBox, drawDetections } from './draw.js';
import { drawSegments } from './segments.js';
import { writeImage } from './write-image.js';

/** More boxes hide the photograph. */
const DRAWN = 40;
/** Eight in a row, six rows. */
const CROPS = 48;
const CROP_SIDE = 160;
const DROPPED = '#d0d0d0';
/** Dropped boxes, the best, and those of them with labels: more would hide the photograph and what was kept. */
const DROPPED_DRAWN = 12;
const LABELLED = 6;

/** Suffixes of the pictures' paths, stage by stage. */
const ENDINGS = {
  segments: '-1-segments.png',
  proposals: '-2-proposals.png',
  regions: '-3-regions.png',
  beforeNms: '-4-before-nms.png',
  detections: '-5-detections.png',
} as const;

/** The files that {@link writeStages} writes. @param stems start of the pictures' paths */
export function stageFiles(stems: Iterable<string>): string[] {
  return [...stems].flatMap((stem) => Object.values(ENDINGS).map((ending) => stem + ending));
}

/**
 * Writes a picture of each stage that ran. Segments are drawn only where selective search is among the sources of
 * proposals.
 *
 * @param stem start of the pictures' paths
 */
export async function writeStages(
  stem: string,
  { raster, search, proposals, regions, candidates, detections }: Explained,
): Promise<void> {
  const labels = search?.hierarchies[0]?.labels;
  if (search && labels) await writeImage(stem + ENDINGS.segments, drawSegments(search.searched, labels));
  const boxes = proposals.slice(0, DRAWN).toArray();
  await draw(
    stem + ENDINGS.proposals,
    raster,
    boxes.map((box) => ({ box, label: '' })),
  );
  if (regions.length > 0) {
    const tiles = regions.slice(0, CROPS).map(({ class: name, score, box }) => ({
      raster: cropRaster(raster, box, { width: CROP_SIDE, height: CROP_SIDE }),
      caption: `${name} ${score.toFixed(2)}`,
    }));
    await writeImage(stem + ENDINGS.regions, await contactSheet(tiles, { tile: CROP_SIDE, columns: 8 }));
  }
  await draw(stem + ENDINGS.beforeNms, raster, beforeNms(candidates));
  await draw(stem + ENDINGS.detections, raster, detections.map(drawn));
}

/**
 * Candidates that become detections, in colour and labelled, with their boxes before voting; below them the others in
 * grey, the best of them alone, since most boxes overlap.
 */
export function beforeNms(candidates: DetectionStages['candidates']): DrawnBox[] {
  const [kept, dropped] = [true, false].map((is) =>
    candidates.filter(({ fate }) => (fate === 'detection') === is),
  );
  const colors = colorsFor(kept.map((one) => one.class));
  return [
    ...kept.map(({ class: name, score, box }) => ({
      box,
      score,
      label: `${name} before voting`,
      color: toHex(colors.get(name)!),
    })),
    ...dropped.slice(0, DROPPED_DRAWN).map(({ class: name, score, box }, i) => ({
      box,
      score,
      label: i < LABELLED ? name : '',
      color: DROPPED,
    })),
  ];
}

function drawn({ class: label, score, box }: DetectionStages['detections'][number]): DrawnBox {
  return { box, label, score };
}

async function draw(path: string, raster: Raster, items: readonly DrawnBox[]): Promise<void> {
  await writeImage(path, await drawDetections(raster, items));
}
