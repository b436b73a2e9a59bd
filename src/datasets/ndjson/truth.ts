import { dirname } from 'node:path';
import { z } from 'zod';
import { TruthBuilder } from '../columns.js';
import { separatedBySlashes } from '../image-paths.js';
import { readLines } from '../lines.js';
import { lookAt } from '../look.js';
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
import { selectClasses } from '../select-classes.js';
import { rowsByImage } from '../voc/write.js';
import { writeText } from '../write-file.js';
import { boxSchema, parseJsonLine } from './detections.js';
import { ndjsonFile } from './sniff.js';

const FLAGS = { difficult: DIFFICULT, truncated: TRUNCATED, occluded: OCCLUDED, crowd: CROWD } as const;

/** The first line. */
const headSchema = z.object({
  classes: z.array(
    z.object({
      name: z.string().min(1),
      id: z.int(),
      wnid: z.string().optional(),
      textId: z.string().optional(),
      aliases: z.array(z.union([z.int(), z.string()])).optional(),
    }),
  ),
  root: z.string().optional(),
});

const flag = z.boolean().optional();
const lineSchema = z.object({
  image: z.string().min(1),
  background: z.array(boxSchema).optional(),
  file: z.string().optional(),
  number: z.int().optional(),
  textId: z.string().optional(),
  split: z.string().optional(),
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
  /** The images of this split alone. Default: all, also those of none. */
  readonly split?: string;
  /** Folder of the photographs. Default: the `root` of the first line, else the file's own. */
  readonly imageRoot?: string;
  readonly onProblem?: OnProblem;
  readonly signal?: AbortSignal;
}

/**
 * Reads this package's own form of a data set, which keeps everything: a first line `{"classes": [{"name",
 * "id", "wnid"}]}`, then one line per image `{"image", "file", "width", "height", "objects": [{"class", "box",
 * "difficult", ...}]}`. Streams.
 * @throws RcnnError `file-not-found`; `bad-dataset` with file and line
 */
export async function readNdjsonTruth(path: string, options: ReadNdjsonTruthOptions = {}): Promise<Dataset> {
  const file = (await ndjsonFile(await lookAt(path))) ?? path;
  const lines = new TruthLines(file, options);
  const { signal } = options;
  await readLines(file, (text, line) => lines.add(text, line), signal ? { signal } : {});
  return lines.finish();
}

class TruthLines {
  readonly #file: string;
  readonly #options: ReadNdjsonTruthOptions;
  readonly #images: ImageRecord[] = [];
  readonly #seen = new Set<string>();
  readonly #truth = new TruthBuilder();
  #head: z.infer<typeof headSchema> | undefined;
  #classes: readonly ClassRecord[] = [];

  constructor(file: string, options: ReadNdjsonTruthOptions) {
    this.#file = file;
    this.#options = options;
  }

  add(text: string, line: number): void {
    const where = { file: this.#file, line };
    if (!this.#head) {
      this.#head = parseJsonLine(text, headSchema, where);
      this.#classes = selectClasses(this.#head.classes, this.#options.classes, ({ name }) => name);
      return;
    }
    const { objects, image: id, file, ...rest } = parseJsonLine(text, lineSchema, where);
    if (this.#seen.has(id)) {
      const message = `expected each image once, but ${shown(id)} comes again.`;
      report({ kind: 'duplicate', ...where, message }, this.#options.onProblem);
      return;
    }
    this.#seen.add(id);
    if (this.#options.split !== undefined && rest.split !== undefined && rest.split !== this.#options.split)
      return;
    const image =
      this.#images.push({ id, ...(file !== undefined && { file: separatedBySlashes(file) }), ...rest }) - 1;
    for (const object of objects) this.#addObject(object, { image, where, known: this.#head.classes });
  }

  finish(): Dataset {
    const file = this.#file;
    if (!this.#head) {
      const message = 'expected {"classes": [...]}, but the file is empty.';
      throw badDataset({ kind: 'malformed', file, line: 1, message });
    }
    const root = this.#options.imageRoot ?? this.#head.root ?? dirname(file);
    return { images: this.#images, classes: this.#classes, truth: this.#truth.finish([file]), root };
  }

  #addObject(
    { class: name, box, area, boxArea, ...flags }: TruthObject,
    { image, where, known }: Place,
  ): void {
    const index = this.#classes.findIndex((one) => one.name === name);
    if (index >= 0) {
      const sizes = { ...(area !== undefined && { area }), ...(boxArea !== undefined && { boxArea }) };
      this.#truth.add(
        { image, class: index, ...box, ...sizes, flags: flagsOf(flags) },
        { file: 0, line: where.line },
      );
    } else if (!known.some((one) => one.name === name)) {
      const message = `expected a class of the first line, but got ${shown(name)}.`;
      report({ kind: 'unknown-class', ...where, message }, this.#options.onProblem);
    }
  }
}

type TruthObject = z.infer<typeof lineSchema>['objects'][number];

interface Place {
  readonly image: number;
  readonly where: { readonly file: string; readonly line: number };
  readonly known: readonly ClassRecord[];
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
