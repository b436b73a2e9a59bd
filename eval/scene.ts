/**
 * Truth and detections sorted into groups of one class on one image, the unit of matching.
 * K = classes, D = evaluated detections, G = evaluated objects.
 */
import type { DetectionTable, TruthTable } from '../src/datasets/records.js';
import { RcnnError } from '../src/errors.js';
import { buildGroups, type Groups } from './groups.js';
import type { Columns } from './inputs.js';
import { ascending, bucketSort, byScoreDescending, sortPart } from './orders.js';
import type { Rules } from './protocols.js';

export interface Scene extends Columns, Groups {
  /** D detection rows by class, image, falling score. An index into it is called a position. */
  readonly order: Int32Array;
  /** G truth rows by class, image, row. */
  readonly truthOrder: Int32Array;
  /** D positions by class, falling score, ties as the rules say: the order of precision and recall. */
  readonly ranking: Int32Array;
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

/** @throws {RcnnError} `bad-option` when `onlyClasses` or `blacklist` name what the data has not */
export function buildScene(columns: Columns, options: SceneOptions): Scene {
  const { truth, detections, images, classes } = columns;
  const keep = evaluatedPairs(columns, options);
  const rank = imageRanks(images.map(({ id }) => id));
  const grouped = (rows: Int32Array, table: TruthTable | DetectionTable, classOf: Int32Array) =>
    bucketSort(
      bucketSort(
        rows,
        table.image.map((image) => rank[image]),
        images.length,
      ),
      classOf,
      classes.length,
    );

  const byScore = byScoreDescending(detections.score);
  const detectionClass = keep(detections);
  const order = grouped(byScore, detections, detectionClass);
  const truthOrder = grouped(ascending(truth.length), truth, keep(truth));
  const ranked = bucketSort(byScore, detectionClass, classes.length);
  return {
    ...columns,
    order,
    truthOrder,
    ...buildGroups(columns, { order, truthOrder, rank }),
    ranking: rankPositions(detections, { order, ranked, ties: options.ties }),
    leftOut: { detections: detections.length - order.length, truth: truth.length - truthOrder.length },
  };
}

/** The positions of `ranked` rows (by class, falling score, row), their ties put in the order of the rules. */
function rankPositions(
  { score, class: classOf }: DetectionTable,
  { order, ranked, ties }: { order: Int32Array; ranked: Int32Array; ties: Rules['ties'] },
): Int32Array {
  const position = new Int32Array(score.length);
  for (let p = 0; p < order.length; p++) position[order[p]] = p;
  const ranking = ranked.map((row) => position[row]);
  if (ties === 'row') return ranking;
  // Positions of a class go by image: a run of equal scores only has to be sorted by position.
  for (let start = 0, end = 0; start < ranked.length; start = end) {
    const row = ranked[start];
    end = start + 1;
    while (
      end < ranked.length &&
      score[ranked[end]] === score[row] &&
      classOf[ranked[end]] === classOf[row]
    ) {
      end++;
    }
    if (end - start > 1) sortPart(ranking, start, end);
  }
  return ranking;
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
    throw new RcnnError('bad-option', `Expected ${what} of the data set, but got "${key}".`);
  };
  const kept = onlyClasses && new Set(onlyClasses.map((name) => find(index, 'a class', name)));
  const imageIndex = new Map(blacklist.length > 0 ? images.map(({ id }, i) => [id, i]) : []);
  const pair = (image: number, k: number) => image * classes.length + k;
  const black = new Set<number>();
  for (const entry of blacklist) {
    const image = imageIndex.get(entry.image);
    // The contest's list covers the whole split; a part of it is evaluated all the same.
    if (image !== undefined) black.add(pair(image, find(index, 'a blacklisted class', entry.class)));
  }
  if (!kept && black.size === 0) return (table) => table.class;
  return ({ image, class: classOf }) =>
    classOf.map((k, row) => ((kept && !kept.has(k)) || black.has(pair(image[row], k)) ? -1 : k));
}
