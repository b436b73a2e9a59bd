/**
 * Truth and detections sorted into groups of one class on one image, the unit of matching.
 * K = classes, I = images, P = groups (see groups.ts).
 */
import type { DetectionTable, TruthTable } from '../src/datasets/records.js';
import { unknownName } from '../src/errors.js';
import { buildGroups, type Groups } from './groups.js';
import type { Columns } from './inputs.js';
import { ascending, type Buckets, bucketSort, fullest, ScoreSort } from './orders.js';
import type { Rules } from './protocols.js';

export interface Scene extends Columns, Groups {
  /** Rows taken out before matching: other classes, blacklisted pairs. */
  readonly leftOut: { readonly detections: number; readonly truth: number };
}

/** A class on an image that is not evaluated (ILSVRC's blacklist). */
export interface BlacklistEntry {
  readonly image: string;
  /** Its name or wnid. */
  readonly class: string;
}

export interface SceneOptions {
  readonly ties: Rules['ties'];
  /** Names of the classes to evaluate; all when absent. */
  readonly onlyClasses?: readonly string[];
  readonly blacklist?: readonly BlacklistEntry[];
}

/** @throws RcnnError `bad-option` when `onlyClasses` or `blacklist` name what the data has not */
export function buildScene(columns: Columns, options: SceneOptions): Scene {
  const { truth, detections, images, classes } = columns;
  const keep = evaluatedPairs(columns, options);
  const rank = imageRanks(images.map(({ id }) => id));
  const rows = options.ties === 'image' ? rowsByImage(detections, rank) : ascending(detections.length);
  const detected = bucketSort(rows, keep(detections), classes.length);
  sortWithin(detected, detections.score);
  const annotated = bucketSort(ascending(truth.length), keep(truth), classes.length);
  return {
    ...columns,
    ...buildGroups({ table: detections, byClass: detected }, { table: truth, byClass: annotated }, rank),
    leftOut: {
      detections: detections.length - detected.rows.length,
      truth: truth.length - annotated.rows.length,
    },
  };
}

/** Puts the rows of each class in the order of falling scores. */
function sortWithin({ rows, start }: Buckets, score: Float64Array): void {
  const sorter = new ScoreSort(score, fullest(start));
  for (let k = 0; k < start.length - 1; k++) sorter.sort(rows.subarray(start[k], start[k + 1]));
}

function rowsByImage({ image, length }: DetectionTable, rank: Int32Array): Int32Array {
  const ranks = new Int32Array(length);
  for (let row = 0; row < length; row++) ranks[row] = rank[image[row]];
  return bucketSort(ascending(length), ranks, rank.length).rows;
}

/** Images by ascending number when all ids are numbers, as pycocotools takes them; else as listed. */
function imageRanks(ids: readonly string[]): Int32Array {
  const rank = ascending(ids.length);
  const numbers = ids.map((id) => (/^\d+$/.test(id) ? Number(id) : Number.NaN));
  if (numbers.some(Number.isNaN)) return rank;
  const sorted = ascending(ids.length).sort((a, b) => numbers[a] - numbers[b] || a - b);
  for (let i = 0; i < sorted.length; i++) rank[sorted[i]] = i;
  return rank;
}

/** Gives the class of each row of a table, -1 where it is not evaluated. */
function evaluatedPairs(
  { images, classes }: Columns,
  { onlyClasses, blacklist = [] }: SceneOptions,
): (table: TruthTable | DetectionTable) => Int32Array {
  const index = new Map(
    classes.flatMap(({ name, wnid }, k) => [[name, k] as const, [wnid ?? name, k] as const]),
  );
  const find = <T>(map: ReadonlyMap<string, T>, what: string, key: string) => {
    const found = map.get(key);
    if (found !== undefined) return found;
    throw unknownName(
      what,
      key,
      classes.map(({ name }) => name),
    );
  };
  const kept = onlyClasses && new Set(onlyClasses.map((name) => find(index, 'the class', name)));
  const imageIndex = new Map(blacklist.length > 0 ? images.map(({ id }, i) => [id, i]) : []);
  const pair = (image: number, k: number) => image * classes.length + k;
  const black = new Set<number>();
  for (const entry of blacklist) {
    const image = imageIndex.get(entry.image);
    // The contest's list covers the whole split; a part of it is evaluated all the same.
    if (image !== undefined) black.add(pair(image, find(index, 'the blacklisted class', entry.class)));
  }
  if (!kept && black.size === 0) return (table) => table.class;
  return ({ image, class: classOf }) =>
    classOf.map((k, row) => ((kept && !kept.has(k)) || black.has(pair(image[row], k)) ? -1 : k));
}
