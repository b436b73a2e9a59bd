import { z } from 'zod';
import type { Size } from '../../geometry/box.js';
import { badDataset } from '../problem.js';
import { parseJson, readText } from '../text.js';

/** Exports of large projects; all of it is in memory while it is read. */
const MAX_BYTES = 256 * 2 ** 20;

const pixels = z.number().positive();
const wholePixels = z.int().positive();

/** One region of an annotation; Label Studio splits a shape and its label into two results of one id. */
const resultSchema = z.looseObject({
  id: z.string().nullish(),
  type: z.string().optional(),
  original_width: pixels.nullish(),
  original_height: pixels.nullish(),
  image_rotation: z.number().nullish(),
  score: z.number().nullish(),
  value: z.record(z.string(), z.unknown()).optional(),
});
export type Result = z.infer<typeof resultSchema>;

const annotationSchema = z.looseObject({
  was_cancelled: z.boolean().nullish(),
  ground_truth: z.boolean().nullish(),
  updated_at: z.string().nullish(),
  score: z.number().nullish(),
  result: z.array(resultSchema).default([]),
});
export type Annotation = z.infer<typeof annotationSchema>;

const annotations = z.array(annotationSchema).nullish();
const taskSchema = z.looseObject({
  id: z.union([z.number(), z.string()]).nullish(),
  data: z.record(z.string(), z.unknown()).nullish(),
  annotations,
  /** The name of older versions. */
  completions: annotations,
  predictions: annotations,
});

export interface Task {
  /** For messages: `task 17`. */
  readonly name: string;
  /** The photograph's address; undefined where the task has none. */
  readonly image?: string;
  /** Pixels of the photograph where the task itself says so, as those of this package do. */
  readonly size?: Size;
  readonly annotations: readonly Annotation[];
  readonly predictions: readonly Annotation[];
}

/** @throws RcnnError `file-not-found`; `bad-dataset` naming file and task */
export async function readTasks(file: string): Promise<Task[]> {
  const text = await readText(file, MAX_BYTES);
  const value = parseJson(text, file);
  if (!Array.isArray(value)) throw malformed(file, 'expected a list of tasks.');
  return value.map((task: unknown, index) => toTask(task, index, file));
}

function toTask(value: unknown, index: number, file: string): Task {
  const { data: task, error } = taskSchema.safeParse(value);
  if (!task) {
    const [issue] = error.issues;
    throw malformed(file, `task ${index + 1}, ${issue!.path.join('.')}: ${issue!.message}.`, error);
  }
  const name = `task ${task.id ?? index + 1}`;
  const image = imageOf(task.data ?? task);
  const size = statedSize(task.data ?? task);
  const own = task.data
    ? (task.annotations ?? task.completions ?? [])
    : [{ result: minimalResults(task, file) }];
  return {
    name,
    ...(image !== undefined && { image }),
    ...(size && { size }),
    annotations: own,
    predictions: task.predictions ?? [],
  };
}

/** JSON-MIN: regions are in lists of the task itself, without a `value`. */
function minimalResults(task: Record<string, unknown>, file: string): Result[] {
  const regions = Object.values(task).filter(Array.isArray).flat() as unknown[];
  return regions.flatMap((region) => {
    if (typeof region !== 'object' || region === null) return [];
    const { data, error } = resultSchema.safeParse({ ...region, id: undefined, value: region });
    if (!data) throw malformed(file, `expected a region, but: ${error.issues[0]!.message}.`, error);
    return [data];
  });
}

function statedSize({ width, height }: Readonly<Record<string, unknown>>): Size | undefined {
  const { data } = z.object({ width: wholePixels, height: wholePixels }).safeParse({ width, height });
  return data;
}

const PHOTOGRAPH_KEYS = ['image', 'img', 'photo', 'url'];

/** The value of the usual keys, else the first text that looks like a path. */
function imageOf(data: Record<string, unknown>): string | undefined {
  const texts = [...PHOTOGRAPH_KEYS.map((key) => data[key]), ...Object.values(data)].filter(
    (value) => typeof value === 'string' && value !== '',
  ) as string[];
  return texts.find((text) => /\.(\w{3,4})($|[?#])|^data:|[/\\]/.test(text)) ?? texts[0];
}

function malformed(file: string, message: string, cause?: unknown) {
  return badDataset({ kind: 'malformed', file, message }, cause);
}
