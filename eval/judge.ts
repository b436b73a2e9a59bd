/**
 * Judges the detections of a class: D = its detections, T = IoU thresholds (a bit each), A = size bands.
 * Overlaps are measured once per group and serve all thresholds and bands. The work of a group is in methods
 * of one object because V8 keeps such code compiled: as one long function it was thrown away for each class anew.
 */
import { CROWD, DIFFICULT } from '../src/datasets/records.js';
import { inRange } from './area-ranges.js';
import { type Matcher, MatchGroup, role } from './matching/group.js';
import { matchers } from './matching/matchers.js';
import { measureOverlaps } from './matching/overlaps.js';
import { fullest } from './orders.js';
import type { Rules } from './protocols.js';
import type { Scene } from './scene.js';

/** How the detections of one class fared in one size band. */
export class Verdicts {
  /** Per detection, bit t: it found a counted object at threshold t. */
  readonly found: Uint32Array;
  /** Per detection, bit t: it counts neither way at threshold t. */
  readonly ignored: Uint32Array;
  /** Counted objects of the band. */
  objects = 0;

  constructor(found: Uint32Array, ignored: Uint32Array) {
    this.found = found;
    this.ignored = ignored;
  }
}

/** What {@link Judge} found of one class; it uses the arrays again for the next. */
export interface ClassVerdicts {
  /** A of them. */
  readonly bands: readonly Verdicts[];
  /** Per detection, its place among those of its image, best 0. */
  readonly rank: Int32Array;
}

/** Told of every group that was matched, bands of the same roles once; for analysis, which wants to know who found what. */
type Observer = (
  group: MatchGroup,
  place: { readonly position: number; readonly truth: number; readonly band: number },
) => void;

/** Applies rules to the classes of a scene, one after another. */
export class Judge {
  readonly #scene: Scene;
  readonly #rules: Rules;
  readonly #match: Matcher;
  readonly #observe: Observer | undefined;
  readonly #group: MatchGroup;
  /** Per band, room for the largest class. */
  readonly #room: readonly Verdicts[];
  readonly #rank: Int32Array;

  constructor(scene: Scene, rules: Rules, observe?: Observer) {
    this.#scene = scene;
    this.#rules = rules;
    this.#match = matchers[rules.assignment].match;
    this.#observe = observe;
    this.#group = new MatchGroup(rules);
    const most = fullest(scene.classDetections);
    this.#room = rules.areaRanges.map(() => new Verdicts(new Uint32Array(most), new Uint32Array(most)));
    this.#rank = new Int32Array(most);
  }

  /** @param k index of the class */
  judge(k: number): ClassVerdicts {
    const { classDetections, classGroups } = this.#scene;
    const first = classDetections[k];
    const count = classDetections[k + 1] - first;
    const bands = this.#room.map(
      ({ found, ignored }) =>
        new Verdicts(found.subarray(0, count).fill(0), ignored.subarray(0, count).fill(0)),
    );
    for (let p = classGroups[k]; p < classGroups[k + 1]; p++) this.#judgeGroup(p, first, bands);
    ignoreOutside(this.#scene, this.#rules, first, bands);
    const rank = this.#rank.subarray(0, count);
    fillRanks(rank, this.#scene, k);
    return { bands, rank };
  }

  #judgeGroup(p: number, first: number, bands: readonly Verdicts[]): void {
    const { groups } = this.#scene;
    const group = this.#group;
    const truth = groups.truthStart[p];
    group.objects = groups.truthEnd[p] - truth;
    if (group.objects === 0) return;
    const position = groups.detectionStart[p];
    const { maxDetections } = this.#rules;
    group.detections = Math.min(groups.detectionEnd[p] - position, maxDetections[maxDetections.length - 1]);
    measureOverlaps(this.#scene, this.#rules, group, position, truth);
    for (let band = 0; band < bands.length; band++) {
      bands[band].objects += giveRoles(this.#scene, this.#rules, band, group, truth);
      if (group.candidates === 0) continue;
      const twin = bandWithSameRoles(group, band);
      if (twin >= 0) {
        copy(group, bands[twin], bands[band], position - first);
        continue;
      }
      this.#match(group);
      record(group, bands[band], position - first);
      this.#observe?.(group, { position, truth, band });
    }
  }
}

/** Per detection of class `k`, its place among those of its image. */
function fillRanks(rank: Int32Array, { groups, classGroups, classDetections }: Scene, k: number): void {
  const first = classDetections[k];
  for (let p = classGroups[k]; p < classGroups[k + 1]; p++) {
    const start = groups.detectionStart[p];
    const end = groups.detectionEnd[p];
    for (let d = start; d < end; d++) rank[d - first] = d - start;
  }
}

/** A mask of the `count` lowest bits. */
export function bits(count: number): number {
  return count === 32 ? 0xffffffff : 2 ** count - 1;
}

/** Makes `band` the one to match. @returns how many of the group's objects count in it */
function giveRoles(scene: Scene, rules: Rules, band: number, group: MatchGroup, start: number): number {
  const { flags, area } = scene.truth;
  const roles = group.bandRoles[band];
  group.roles = roles;
  let counted = 0;
  for (let j = 0; j < group.objects; j++) {
    const row = scene.truthOrder[start + j];
    roles[j] = roleOf(flags[row], rules, inRange(rules.areaRanges[band], area[row]));
    if (roles[j] === role.counted) counted++;
  }
  return counted;
}

/** An earlier band in which the objects have the same roles, and so the same finders; -1 for none. */
function bandWithSameRoles({ bandRoles, roles, objects }: MatchGroup, band: number): number {
  for (let other = 0; other < band; other++) {
    let j = 0;
    while (j < objects && bandRoles[other][j] === roles[j]) j++;
    if (j === objects) return other;
  }
  return -1;
}

/** What an object with these flags is under the rules. */
export function roleOf(flags: number, { difficult, crowd }: Rules, inside: boolean): number {
  if (flags & CROWD) return crowd === 'absorbing' ? role.crowd : role.ignored;
  if (!inside || (difficult === 'ignored' && flags & DIFFICULT)) return role.ignored;
  return role.counted;
}

function record(
  { candidates, candidate, thresholds, assigned, roles }: MatchGroup,
  { found, ignored }: Verdicts,
  at: number,
): void {
  for (let t = 0; t < thresholds.length; t++) {
    const bit = 1 << t;
    for (let n = 0; n < candidates; n++) {
      const object = assigned[t * candidates + n];
      if (object < 0) continue;
      if (roles[object] === role.counted) found[at + candidate[n]] |= bit;
      else ignored[at + candidate[n]] |= bit;
    }
  }
}

function copy({ candidates, candidate }: MatchGroup, from: Verdicts, to: Verdicts, at: number): void {
  for (let n = 0; n < candidates; n++) {
    const i = at + candidate[n];
    to.found[i] = from.found[i];
    to.ignored[i] = from.ignored[i];
  }
}

/** A detection that found nothing and is not of the band's size itself counts neither way (COCO). */
function ignoreOutside(scene: Scene, rules: Rules, first: number, bands: readonly Verdicts[]): void {
  const bounded = rules.areaRanges.map(({ min, max }) => min > 0 || max < 1e10);
  if (!bounded.includes(true)) return;
  const everyBit = bits(rules.iou.length);
  const areas = areasOf(scene, first, bands[0].found.length);
  bands.forEach(({ found, ignored }, band) => {
    if (!bounded[band]) return;
    const { min, max } = rules.areaRanges[band];
    for (let i = 0; i < areas.length; i++) {
      if (areas[i] < min || areas[i] > max) ignored[i] |= everyBit & ~found[i];
    }
  });
}

/** Square pixels of the `count` detections from position `first` on. */
function areasOf({ detections, order }: Scene, first: number, count: number): Float64Array {
  const { x1, y1, x2, y2, boxArea } = detections;
  const areas = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const row = order[first + i];
    areas[i] = boxArea ? boxArea[row] : (x2[row] - x1[row]) * (y2[row] - y1[row]);
  }
  return areas;
}
