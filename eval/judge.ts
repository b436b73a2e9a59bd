/**
 * Judges all detections of one class: D = its detections, T = IoU thresholds (a bit each), A = size bands.
 * Overlaps are measured once per group and serve all thresholds and bands.
 */
import { CROWD, DIFFICULT } from '../src/datasets/records.js';
import { inRange } from './area-ranges.js';
import { matchBestFree } from './matching/best-free.js';
import { matchBestThenTaken } from './matching/best-then-taken.js';
import { matchCountedFirst } from './matching/counted-first.js';
import { type Matcher, type MatchGroup, role } from './matching/group.js';
import { measureOverlaps } from './matching/overlaps.js';
import type { Assignment, Rules } from './protocols.js';
import type { Scene } from './scene.js';

/** How the detections of one class fared in one size band. */
export interface Verdicts {
  /** Per detection, bit t: it found a counted object at threshold t. */
  readonly found: Uint32Array;
  /** Per detection, bit t: it counts neither way at threshold t. */
  readonly ignored: Uint32Array;
  /** Counted objects of the band. */
  readonly objects: number;
}

export interface ClassVerdicts {
  /** A of them. */
  readonly bands: readonly Verdicts[];
  /** Per detection, its place among those of its image, best 0. */
  readonly rank: Int32Array;
}

/** Told of every group with objects after matching; for analysis, which wants to know who found what. */
export type Observer = (
  group: MatchGroup,
  place: { readonly position: number; readonly truth: number; readonly band: number },
) => void;

const matchers: Readonly<Record<Assignment, Matcher>> = {
  'best-then-taken': matchBestThenTaken,
  'best-free': matchBestFree,
  'counted-first': matchCountedFirst,
};

/** @param k - index of the class */
export function judgeClass(scene: Scene, k: number, rules: Rules, observe?: Observer): ClassVerdicts {
  const first = scene.classDetections[k];
  const count = scene.classDetections[k + 1] - first;
  const bands = rules.areaRanges.map(() => ({
    found: new Uint32Array(count),
    ignored: new Uint32Array(count),
    objects: 0,
  }));
  const rank = new Int32Array(count);
  const group = newGroup(rules);
  const match = matchers[rules.assignment];
  const most = rules.maxDetections[rules.maxDetections.length - 1];
  for (let p = scene.classGroups[k]; p < scene.classGroups[k + 1]; p++) {
    const position = scene.groups.detectionStart[p];
    const all = scene.groups.detectionEnd[p] - position;
    const truth = scene.groups.truthStart[p];
    group.detections = Math.min(all, most);
    group.objects = scene.groups.truthEnd[p] - truth;
    for (let i = 0; i < all; i++) rank[position - first + i] = i;
    if (group.objects === 0) continue;
    measureOverlaps(scene, rules, group, { position, truth });
    for (let band = 0; band < bands.length; band++) {
      const verdicts = bands[band];
      verdicts.objects += giveRoles(scene, rules, band, group, truth);
      match(group);
      record(group, verdicts, position - first);
      observe?.(group, { position, truth, band });
    }
  }
  bands.forEach((verdicts, band) => {
    ignoreOutside(scene, rules, { band, first, verdicts });
  });
  return { bands, rank };
}

function newGroup(rules: Rules): MatchGroup {
  return {
    detections: 0,
    objects: 0,
    overlap: new Float64Array(0),
    highest: new Float64Array(0),
    roles: new Uint8Array(0),
    ceilings: new Float64Array(0),
    thresholds: Float64Array.from(rules.iou),
    assigned: new Int32Array(0),
    found: new Uint8Array(0),
    sequence: new Int32Array(0),
  };
}

/** A mask of the `count` lowest bits. */
export function bits(count: number): number {
  return count === 32 ? 0xffffffff : 2 ** count - 1;
}

/** @returns how many of the group's objects count */
function giveRoles(scene: Scene, rules: Rules, band: number, group: MatchGroup, start: number): number {
  const { flags, area } = scene.truth;
  let counted = 0;
  for (let j = 0; j < group.objects; j++) {
    const row = scene.truthOrder[start + j];
    group.roles[j] = roleOf(flags[row], rules, inRange(rules.areaRanges[band], area[row]));
    if (group.roles[j] === role.counted) counted++;
  }
  return counted;
}

/** What an object with these flags is under the rules. */
export function roleOf(flags: number, { difficult, crowd }: Rules, inside: boolean): number {
  if (flags & CROWD) return crowd === 'absorbing' ? role.crowd : role.ignored;
  if (!inside || (difficult === 'ignored' && flags & DIFFICULT)) return role.ignored;
  return role.counted;
}

function record(
  { detections, thresholds, assigned, roles }: MatchGroup,
  verdicts: Verdicts,
  at: number,
): void {
  for (let t = 0; t < thresholds.length; t++) {
    const bit = 1 << t;
    for (let i = 0; i < detections; i++) {
      const object = assigned[t * detections + i];
      if (object < 0) continue;
      if (roles[object] === role.counted) verdicts.found[at + i] |= bit;
      else verdicts.ignored[at + i] |= bit;
    }
  }
}

interface JudgedBand {
  readonly band: number;
  /** Position of the class's first detection. */
  readonly first: number;
  readonly verdicts: Verdicts;
}

/** A detection that found nothing and is not of the band's size itself counts neither way (COCO). */
function ignoreOutside(
  { detections, order }: Scene,
  rules: Rules,
  { band, first, verdicts }: JudgedBand,
): void {
  const { min, max } = rules.areaRanges[band];
  if (min <= 0 && max >= 1e10) return;
  const { x1, y1, x2, y2, boxArea } = detections;
  const { found, ignored } = verdicts;
  const everyBit = bits(rules.iou.length);
  for (let i = 0; i < found.length; i++) {
    const row = order[first + i];
    const area = boxArea ? boxArea[row] : (x2[row] - x1[row]) * (y2[row] - y1[row]);
    if (area < min || area > max) ignored[i] |= everyBit & ~found[i];
  }
}
