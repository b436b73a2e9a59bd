import { dirname } from 'node:path';
import { z } from 'zod';
import { unknownName } from '../../errors.js';
import { TruthBuilder } from '../columns.js';
import { readLines } from '../lines.js';
import { shown } from '../numbers.js';
import { badDataset, type OnProblem, report } from '../problem.js';
import {
  type ClassRecord,
  CROWD,
  type Dataset,
  DIFFICULT,
  type ImageRecord,
  OCCLUDED,
  TRUNCATED,
} from '../records.js';
import { rowsByImage } from '../voc/write.js';
import { writeText } from '../write-file.js';
import { boxSchema, parseJsonLine } from './detections.js';

const FLAGS = { difficult: DIFFICULT, truncated: TRUNCATED, occluded: OCCLUDED, crowd: CROWD } as const;

/** The first line. */
const headSchema = z.object({
  classes: z.array(z.object({ name: z.string().min(1), id: z.int(), wnid: z.string().optional() })),
  root: z.string().optional(),
});

const flag = z.boolean().optional();
const lineSchema = z.object({
  image: z.string().min(1),
  file: z.string().optional(),
  number: z.int().optional(),
  width: z.int().nonnegative(),
  height: z.int().nonnegative(),
  objects: z.array(
    z.object({
      class: z.string(),
      box: boxSchema,
      area: z.number().optional(),
      boxArea: z.number().optional(),
      difficult: flag,
      truncated: flag,
      occluded: flag,
      crowd: flag,
    }),
  ),
});

export interface ReadNdjsonTruthOptions {
  /** Names of the classes wanted, in order; objects of others are left out. Default: those of the first line. */
  readonly classes?: readonly string[];
  readonly onProblem?: OnProblem;
  readonly signal?: AbortSignal;
}

/**
 * Reads this package's own form of a data set, which keeps everything: a first line `{"classes": [{"name",
 * "id", "wnid"}]}`, then a line an image `{"image", "file", "width", "height", "objects": [{"class", "box",
 * "difficult", ...}]}`. Streams.
 * @throws RcnnError `file-not-found`; `bad-dataset` with file and line
 */
export async function readNdjsonTruth(file: string, options: ReadNdjsonTruthOptions = {}): Promise<Dataset> {
  const images: ImageRecord[] = [];
  const truth = new TruthBuilder();
  const seen = new Set<string>();
  let head: z.infer<typeof headSchema> | undefined;
  let classes: readonly ClassRecord[] = [];
  let indexOf = new Map<string, number>();
  const { onProblem } = options;
  const onLine = (text: string, line: number) => {
    if (!head) {
      head = parseJsonLine(text, headSchema, { file, line });
      classes = select(head.classes, options.classes);
      indexOf = new Map(classes.map(({ name }, index) => [name, index]));
      return;
    }
    const { objects, image: id, ...rest } = parseJsonLine(text, lineSchema, { file, line });
    if (seen.has(id)) {
      report(
        { kind: 'duplicate', file, line, message: `expected each image once, but ${shown(id)} comes again.` },
        onProblem,
      );
      return;
    }
    seen.add(id);
    const image = images.push({ id, ...rest }) - 1;
    for (const { class: name, box, area, boxArea, ...object } of objects) {
      const index = indexOf.get(name);
      if (index !== undefined) {
        const sizes = { ...(area !== undefined && { area }), ...(boxArea !== undefined && { boxArea }) };
        truth.add({ image, class: index, ...box, ...sizes, flags: flagsOf(object) }, { file: 0, line });
      } else if (!head.classes.some((one) => one.name === name)) {
        const message = `expected a class of the first line, but got ${shown(name)}.`;
        report({ kind: 'unknown-class', file, line, message }, onProblem);
      }
    }
  };
  await readLines(file, onLine, options.signal ? { signal: options.signal } : {});
  if (!head)
    throw badDataset({
      kind: 'malformed',
      file,
      line: 1,
      message: 'expected {"classes": [...]}, but the file is empty.',
    });
  return { images, classes, truth: truth.finish([file]), root: head.root ?? dirname(file) };
}

function select(
  classes: readonly ClassRecord[],
  names: readonly string[] | undefined,
): readonly ClassRecord[] {
  return (
    names?.map((name) => {
      const found = classes.find((one) => one.name === name);
      if (!found)
        throw unknownName(
          'the class',
          name,
          classes.map((one) => one.name),
        );
      return found;
    }) ?? classes
  );
}

type Flags = { readonly [name in keyof typeof FLAGS]?: boolean | undefined };

function flagsOf(object: Flags): number {
  return Object.entries(FLAGS).reduce(
    (bits, [name, bit]) => (object[name as keyof Flags] ? bits | bit : bits),
    0,
  );
}

/** Writes what {@link readNdjsonTruth} reads; nothing is lost. */
export async function writeNdjsonTruth(file: string, dataset: Dataset): Promise<void> {
  await writeText(file, truthLines(dataset));
}

function* truthLines(dataset: Dataset): Generator<string> {
  const { images, classes, truth, root } = dataset;
  const rows = rowsByImage(dataset);
  yield `${JSON.stringify({ classes, ...(root !== undefined && { root }) })}\n`;
  for (const [index, { id, ...image }] of images.entries()) {
    const objects = rows[index]!.map((row) => ({
      class: classes[truth.class[row]!]!.name,
      box: { x1: truth.x1[row], y1: truth.y1[row], x2: truth.x2[row], y2: truth.y2[row] },
      area: truth.area[row],
      ...(truth.boxArea && { boxArea: truth.boxArea[row] }),
      ...Object.fromEntries(
        Object.entries(FLAGS).flatMap(([name, bit]) => (truth.flags[row]! & bit ? [[name, true]] : [])),
      ),
    }));
    yield `${JSON.stringify({ image: id, ...image, objects })}\n`;
  }
}
