import { rm } from 'node:fs/promises';
import type { Detector, Explained } from '../../detection/detector.js';
import type { DetectionStages } from '../../detection/explain.js';
import { iou } from '../geometry/box.js';
import type { Raster } from '../imaging/raster.js';
import { cropRaster } from '../imaging/warp.js';
import { withCaption } from './caption.js';
import { colorsFor, toHex } from './colors.js';
import { contactSheet, type Tile } from './contact-sheet.js';
import { type DrawnBox, drawDetections } from './draw.js';
import { drawEvidence } from './evidence.js';
import type { HeatMap } from './heat-map.js';
import { pictureFiles } from './picture-files.js';
import { drawRanked } from './ranked-boxes.js';
import { drawSegments } from './segments.js';
import { writeImage } from './write-image.js';

/** Eight in a row, six rows. */
const CROPS = 48;
const CROP_SIDE = 160;
/** Evidence is drawn for at most this many detections, the best. */
const EVIDENCE = 24;
const EVIDENCE_SIDE = 224;
const DROPPED = '#d0d0d0';
/** Removed boxes, the best: more would hide the photograph and what was kept. */
const DROPPED_DRAWN = 6;
/** Removed boxes of one class that overlap by more look like one box with a thick edge: the best is drawn. */
const ALIKE = 0.7;

type Candidate = DetectionStages['candidates'][number];

/** Suffixes of the pictures' paths, stage by stage. */
export const STAGE_ENDINGS = {
  segments: '-1-segments.png',
  proposals: '-2-proposals.png',
  regions: '-3-regions.png',
  beforeNms: '-4-before-nms.png',
  detections: '-5-detections.png',
  evidence: '-6-evidence.png',
} as const;

/**
 * Writes a picture of each stage that ran. Segments are drawn only where selective search is among the sources of
 * proposals. Pictures of an earlier run under the same stem go, so that none of a stage that did not run is left.
 *
 * @param stem start of the pictures' paths
 * @returns the paths that were written
 */
export async function writeStages(
  stem: string,
  { raster, search, proposals, regions, candidates, detections }: Explained,
): Promise<string[]> {
  const written: string[] = [];
  const write = async (ending: string, picture: Raster) => {
    await writeImage(stem + ending, picture);
    written.push(stem + ending);
  };
  for (const earlier of pictureFiles([stem], STAGE_ENDINGS)) await rm(earlier, { force: true });
  const labels = search?.hierarchies[0]?.labels;
  if (search && labels) {
    const { segments } = search.hierarchies[0]!.tree;
    const text = `${segments} segments, merged step by step into proposals`;
    await write(STAGE_ENDINGS.segments, await withCaption(drawSegments(search.searched, labels), text));
  }
  await write(STAGE_ENDINGS.proposals, await drawRanked(raster, proposals));
  if (regions.length > 0) {
    const tiles = regions.slice(0, CROPS).map(({ class: name, score, box }) => ({
      raster: cropRaster(raster, box, { width: CROP_SIDE, height: CROP_SIDE }),
      caption: `${name} ${score.toFixed(2)}`,
    }));
    await write(STAGE_ENDINGS.regions, await contactSheet(tiles, { tile: CROP_SIDE, columns: 8 }));
  }
  const candidatesDrawn = await drawDetections(raster, beforeNms(candidates));
  await write(STAGE_ENDINGS.beforeNms, await withCaption(candidatesDrawn, whatIsGrey(candidates)));
  await write(STAGE_ENDINGS.detections, await drawDetections(raster, detections.map(drawn)));
  return written;
}

/**
 * Draws where in each detection the evidence for its class lies, in warm colours, with as much of the surroundings as the
 * network sees: the best detections on one sheet. Without detections nothing is written.
 *
 * @param stem start of the picture's path
 * @returns the path, where it was written
 * @throws RcnnError as `Detector.evidence`, which needs a detector of `shared` regions
 */
export async function writeEvidence(
  stem: string,
  { raster, detections }: Pick<Explained, 'raster' | 'detections'>,
  { detector, signal }: { readonly detector: Pick<Detector, 'evidence'>; readonly signal?: AbortSignal },
): Promise<string[]> {
  const tiles: Tile[] = [];
  for (const { class: name, score, box } of detections.slice(0, EVIDENCE)) {
    const map = await detector.evidence(raster, { box, class: name, signal });
    tiles.push({ raster: await evidenceTile(raster, map), caption: `${name} ${score.toFixed(2)}` });
  }
  if (tiles.length === 0) return [];
  await writeImage(stem + STAGE_ENDINGS.evidence, await contactSheet(tiles, { tile: EVIDENCE_SIDE }));
  return [stem + STAGE_ENDINGS.evidence];
}

/** The part of the map's box that lies in the photograph, with the map drawn on it. */
function evidenceTile(raster: Raster, map: HeatMap): Promise<Raster> {
  const { box } = map;
  const [x1, y1] = [Math.max(0, box.x1), Math.max(0, box.y1)];
  const [x2, y2] = [Math.min(raster.width, box.x2), Math.min(raster.height, box.y2)];
  const zoom = EVIDENCE_SIDE / Math.max(x2 - x1, y2 - y1);
  const [width, height] = [x2 - x1, y2 - y1].map((side) => Math.max(1, Math.round(zoom * side))) as [
    number,
    number,
  ];
  const crop = cropRaster(raster, { x1, y1, x2, y2 }, { width, height });
  const onCrop = {
    x1: zoom * (box.x1 - x1),
    y1: zoom * (box.y1 - y1),
    x2: zoom * (box.x2 - x1),
    y2: zoom * (box.y2 - y1),
  };
  return drawEvidence(crop, { ...map, box: onCrop });
}

/**
 * Candidates that become detections, in colour and labelled, with their boxes before voting; below them the best of the
 * others in grey, one of those that nearly coincide.
 */
export function beforeNms(candidates: DetectionStages['candidates']): DrawnBox[] {
  const kept = candidates.filter(isKept);
  const colors = colorsFor(kept.map((one) => one.class));
  return [
    ...kept.map(({ class: name, score, box }) => ({
      box,
      score,
      label: name,
      color: toHex(colors.get(name)!),
    })),
    ...drawnOfRemoved(candidates).map(({ class: name, score, box }) => ({
      box,
      score,
      label: name,
      color: DROPPED,
      dispensable: true,
    })),
  ];
}

function isKept({ fate }: Candidate): boolean {
  return fate === 'detection';
}

function drawnOfRemoved(candidates: readonly Candidate[]): Candidate[] {
  const drawn: Candidate[] = [];
  for (const one of candidates) {
    if (drawn.length === DROPPED_DRAWN) break;
    if (isKept(one)) continue;
    const isAlike = (other: Candidate) => other.class === one.class && iou(other.box, one.box) > ALIKE;
    if (!drawn.some(isAlike)) drawn.push(one);
  }
  return drawn;
}

/** For the caption of {@link beforeNms}: how many there are, since not all are drawn. */
export function whatIsGrey(candidates: DetectionStages['candidates']): string {
  const kept = candidates.filter(isKept).length;
  const removed = candidates.length - kept;
  const { length } = drawnOfRemoved(candidates);
  const shown = length === removed ? 'in grey' : `${length} in grey`;
  return `${kept} kept, not yet averaged; ${removed} removed (${shown})`;
}

function drawn({ class: label, score, box }: DetectionStages['detections'][number]): DrawnBox {
  return { box, label, score };
}
