import { z } from 'zod';
import { RcnnError } from '../errors.js';
import { jsonOrUndefined } from '../json-or-undefined.js';
import { type Machine, machineSchema } from '../runs/machine.js';
import type { Storage } from './storage/storage.js';
import { type StoredRun, sha256Of } from './stored-run.js';
import type { UnitRange } from './unit-range.js';

/** The results of a unit, by the name of their object. */
export interface UnitFile extends UnitRange {
  readonly key: string;
  /** Hash of the class of machines that computed it. */
  readonly machine: string;
}

/** Its first line; the results follow. */
const headerSchema = z.strictObject({
  run: z.string(),
  from: z.int().nonnegative(),
  to: z.int().positive(),
  machine: machineSchema,
});

/** Digits of a place: names sort as their images do. */
const PLACES = 9;

/** Of the results of a run. */
export const unitsFolder = (run: string) => `units/${run}/`;

/**
 * The name of a unit's results: the images, and a hash of all that decides their bytes, contents of the photographs
 * included. Whoever computes the unit again writes the same object.
 */
export function unitKey({ id, record, images }: StoredRun, range: UnitRange, machine: Machine): string {
  const { program, task, model, options, batch } = record.plan;
  const parts = [program, task, model.sha256, options, batch, machine, images.text(range)];
  const content = sha256Of(JSON.stringify(parts)).slice(0, 16);
  const place = (index: number) => String(index).padStart(PLACES, '0');
  return `${unitsFolder(id)}${place(range.from)}-${place(range.to)}-${machineTag(machine)}-${content}.ndjson`;
}

function machineTag(machine: Machine): string {
  return sha256Of(JSON.stringify(machine)).slice(0, 8);
}

/** Units whose results are there; one read of a folder. */
export async function listUnits(storage: Storage, run: string): Promise<UnitFile[]> {
  const keys = await storage.list(unitsFolder(run));
  return keys.flatMap((key) => {
    const match = /(\d{9})-(\d{9})-([0-9a-f]{8})-[0-9a-f]{16}\.ndjson$/.exec(key);
    return match ? [{ key, from: Number(match[1]), to: Number(match[2]), machine: match[3]! }] : [];
  });
}

/** @param lines with their newlines, one an image of the range */
export function unitText(run: string, range: UnitRange, machine: Machine, lines: readonly string[]): string {
  if (lines.length !== range.to - range.from) {
    throw new Error(`Expected a line for each of ${range.to - range.from} images, but got ${lines.length}.`);
  }
  return `${JSON.stringify({ run, from: range.from, to: range.to, machine })}\n${lines.join('')}`;
}

/**
 * The lines of a unit, each with its newline.
 *
 * @throws RcnnError `bad-file` unless they are those of its images
 */
export async function readUnit(
  storage: Storage,
  { id, images }: StoredRun,
  { key, from, to }: UnitFile,
): Promise<{ machine: Machine; lines: string[] }> {
  const text = (await storage.read(key))?.toString('utf8') ?? '';
  const [first = '', ...lines] = text.split(/(?<=\n)/);
  const header = headerSchema.safeParse(jsonOrUndefined(first)).data;
  const found = lines.map((line) => (jsonOrUndefined(line) as { image?: unknown } | undefined)?.image);
  const whole = text.endsWith('\n') && lines.length === to - from;
  const own = whole && images.images({ from, to }, '').every((image, i) => image.id === found[i]);
  if (header?.run === id && header.from === from && header.to === to && own) {
    return { machine: header.machine, lines };
  }
  throw new RcnnError(
    'bad-file',
    `Expected ${key} in ${storage.url} to hold the results of images ${from + 1} to ${to} of run ${id}, but it does not: it was changed. Remove it and submit the run again.`,
  );
}
