import { join } from 'node:path';
import { RcnnError } from '../errors.js';
import { makeFolder } from '../platform/node/make-folder.js';
import { writeBeside } from '../platform/node/write-beside.js';
import { mixtureOf } from './machine.js';
import { hashIds, type Manifest, manifestRecord, otherFolder, readManifest } from './manifest.js';
import { joinedHash } from './photograph-hashes.js';
import { countResults, resultLines } from './read-run.js';
import { RESULTS_FILE } from './results-file.js';
import { differences, expectSame, writeRecord } from './run-record.js';
import { shardIndices, shardOf } from './shard.js';

interface ShardRun {
  readonly folder: string;
  readonly manifest: Manifest;
}

export interface MergeOptions {
  /** Results of machines of several classes, whose last digits differ, are meant; default: refused. */
  readonly mixed?: boolean;
}

/**
 * Joins the folders of all shards of a run, in whatever order, to the folder that the whole run would have
 * written, byte for byte. Merged again, it is written again: nothing else could be in it.
 *
 * @returns the manifest of the whole
 * @throws RcnnError `incomplete` when shards are missing or not complete; `bad-option` when the folders are not the shards
 *   of one run, or one comes twice, or of machines of several classes, or `out` holds another run; `bad-file`; `disk-full`
 */
export async function mergeShards(
  folders: readonly string[],
  out: string,
  { mixed = false }: MergeOptions = {},
): Promise<Manifest> {
  const runs = await Promise.all(folders.map(shardRun));
  const ordered = inOrder(mixed ? withoutClasses(runs) : runs);
  for (const run of ordered) await expectComplete(run);
  const whole = wholeOf(ordered.map(({ manifest }) => manifest));
  await writeWhole(out, whole, () => interleaved(ordered));
  return whole;
}

/**
 * Writes a run's folder as the run itself would have.
 *
 * @param lines are made once it is known that `out` is for them
 * @throws RcnnError `bad-option` when `out` holds another run; `disk-full`
 */
export async function writeWhole(
  out: string,
  whole: Manifest,
  lines: () => AsyncIterable<Uint8Array | string>,
): Promise<void> {
  const there = await readManifest(out);
  if (there) expectSame(out, there, { expected: whole, fix: otherFolder('--out') });
  await makeFolder(out);
  await writeBeside(join(out, RESULTS_FILE), lines());
  await writeRecord(out, manifestRecord, whole);
}

/** What the run that was not divided would say. */
function wholeOf(shards: readonly Manifest[]): Manifest {
  const hashes = shards.flatMap(({ data: { photographs } }) => photographs ?? []);
  const photographs = hashes.length < shards.length ? {} : { photographs: joinedHash(hashes) };
  const common = commonOf(shards[0]!);
  return { ...common, data: { ...common.data, ...photographs }, shard: { index: 1, count: 1 } };
}

/** As if one machine of all classes had computed them. */
function withoutClasses(runs: readonly ShardRun[]): ShardRun[] {
  const machine = mixtureOf(runs.map(({ manifest }) => manifest.machine));
  return runs.map(({ folder, manifest }) => ({ folder, manifest: { ...manifest, machine } }));
}

async function shardRun(folder: string): Promise<ShardRun> {
  const manifest = await readManifest(folder);
  if (manifest) return { folder, manifest };
  throw new RcnnError('file-not-found', `Expected ${folder} to hold a run, but it has no manifest.json.`);
}

/** The shards from the first to the last, each once and all of one run. */
function inOrder(runs: readonly ShardRun[]): ShardRun[] {
  const [first] = runs;
  const count = first!.manifest.shard.count;
  for (const { folder, manifest } of runs) {
    const fields = differences(commonOf(manifest), commonOf(first!.manifest));
    if (fields.length === 0) continue;
    const fix = fields.every((field) => field.startsWith('machine.'))
      ? '\nThe last digits of results depend on it; --mixed says that this is meant.'
      : '';
    throw new RcnnError(
      'bad-option',
      `Expected shards of one run, but ${folder} differs from ${first!.folder}:\n  ${fields.join('\n  ')}${fix}`,
    );
  }
  return Array.from({ length: count }, (_, i) => {
    const found = runs.filter(({ manifest }) => manifest.shard.index === i + 1);
    if (found.length === 1) return found[0]!;
    const expected = `Expected shard ${i + 1}/${count} once, but`;
    if (found.length === 0) throw new RcnnError('incomplete', `${expected} it is missing.`);
    const came = found.map(({ folder }) => folder).join(' and ');
    throw new RcnnError('bad-option', `${expected} got ${came}.`);
  });
}

/** What all shards of a run say alike. */
function commonOf(manifest: Manifest): Manifest {
  const { photographs: _, ...data } = manifest.data;
  return { ...manifest, data, shard: { ...manifest.shard, index: 1 } };
}

/** @throws RcnnError `incomplete` unless there is a whole line for each image of the shard */
async function expectComplete({ folder, manifest: { data, batch, shard } }: ShardRun): Promise<void> {
  const expected = shardIndices(data.images, { batch, shard }).length;
  const lines = await countResults(folder);
  if (lines === expected) return;
  throw new RcnnError(
    'incomplete',
    `Expected the results of all ${expected} images of shard ${shard.index}/${shard.count} in ${folder}, but found ${lines}. The command that began it resumes after them.`,
  );
}

/** Lines of the whole, taken from complete shards in turn; at the end their images are checked. */
async function* interleaved(runs: readonly ShardRun[]): AsyncGenerator<Buffer> {
  const { data, batch, shard } = runs[0]!.manifest;
  const readers = runs.map(({ folder }) => resultLines(folder));
  const ids: string[] = [];
  for (let i = 0; i < data.images; i++) {
    const at = shardOf(i, { batch, count: shard.count }) - 1;
    const line = (await readers[at]!.next()).value as Buffer;
    ids.push(imageOf(line, runs[at]!.folder));
    yield line;
  }
  if (hashIds(ids) === data.sha256) return;
  const folders = runs.map(({ folder }) => folder).join(', ');
  throw new RcnnError(
    'bad-file',
    `Expected the images of the data set in its order, but ${folders} hold others: a ${RESULTS_FILE} was changed.`,
  );
}

function imageOf(line: Buffer, folder: string): string {
  try {
    return (JSON.parse(line.toString('utf8')) as { image: string }).image;
  } catch (cause) {
    const file = join(folder, RESULTS_FILE);
    throw new RcnnError('bad-file', `Expected JSON lines in ${file}, but one is broken.`, { cause });
  }
}
