/** A folder of photographs that is taught on: its labels, and every step back. */
import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { rows } from '../datasets/formats.js';
import { withoutEnding } from '../datasets/image-paths.js';
import { listFiles, listPhotographs } from '../datasets/photographs.js';
import { locate } from '../datasets/splits.js';
import { RcnnError } from '../errors.js';
import type { Size } from '../geometry/box.js';
import { writeBeside } from '../platform/node/write-beside.js';
import { shellWord } from '../shell-word.js';
import { type Labels, readLabels, writeLabels } from './labels.js';

/** Inside the folder: what was made of the labels. It holds neither photographs nor labels. */
export const TAUGHT = 'taught';
/** Pictures that phones and cameras write, and that are no photographs to the decoder. */
const UNREAD = /\.(heic|heif|bmp|dng|cr2|cr3|nef|arw|raf|orf|rw2)$/i;
/** Steps that can be taken back, over sessions. */
const STEPS = 500;

/** A photograph's labels before a change; absent where nobody had looked at it. */
interface Step {
  readonly name: string;
  readonly before?: Labels;
}

export class TeachFolder {
  readonly root: string;
  /** Paths from the root, sorted. */
  readonly photographs: readonly string[];
  /** Pictures of kinds that cannot be read. */
  readonly unread: readonly string[];
  readonly #labels: Map<string, Labels>;
  readonly #steps: Step[];
  readonly #sizes = new Map<string, Size>();
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(
    found: Pick<TeachFolder, 'root' | 'photographs' | 'unread'>,
    labels: Map<string, Labels>,
    steps: Step[],
  ) {
    this.root = found.root;
    this.photographs = found.photographs;
    this.unread = found.unread;
    this.#labels = labels;
    this.#steps = steps;
  }

  /** @throws RcnnError `file-not-found` for no folder or no photographs, `bad-dataset` for labels that cannot be read or are not VOC's */
  static async open(root: string): Promise<TeachFolder> {
    if (!(await stat(root).catch(() => undefined))?.isDirectory()) {
      throw new RcnnError(
        'file-not-found',
        `Expected a folder of photographs, but ${root} is not a folder, or does not exist.`,
      );
    }
    const photographs = await listPhotographs(root);
    const unread = await listFiles(root, UNREAD);
    if (photographs.length === 0) {
      const others = unread.length === 0 ? '' : ` ${unreadText(unread)}`;
      throw new RcnnError('file-not-found', `Expected photographs in ${root}, but found none.${others}`);
    }
    const labels = new Map<string, Labels>();
    for (const name of photographs) {
      const path = labelPath(root, name);
      if (existsSync(path)) labels.set(name, await readLabels(path));
    }
    if (labels.size === 0) await expectNoOtherLabels(root);
    const history = await readFile(join(root, TAUGHT, 'history.json'), 'utf8').catch(() => '[]');
    return new TeachFolder({ root, photographs, unread }, labels, stepsOf(history, photographs));
  }

  labelsOf(name: string): Labels | undefined {
    return this.#labels.get(name);
  }

  /** Classes with their numbers of objects, by name. */
  get classes(): { readonly name: string; readonly count: number }[] {
    const counts = new Map<string, number>();
    for (const { objects } of this.#labels.values())
      for (const one of objects) counts.set(one.class, (counts.get(one.class) ?? 0) + 1);
    return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get labelled(): readonly string[] {
    return this.photographs.filter((name) => this.#labels.has(name));
  }

  get canUndo(): boolean {
    return this.#steps.length > 0;
  }

  /** Keeps what was said of a photograph, on disk before it returns. */
  set(name: string, labels: Labels, size: Size): Promise<void> {
    return this.#inTurn(async () => {
      this.#sizes.set(name, size);
      const before = this.#labels.get(name);
      await this.#keep(name, labels);
      this.#steps.push({ name, ...(before && { before }) });
      this.#steps.splice(0, Math.max(0, this.#steps.length - STEPS));
      await this.#keepSteps();
    });
  }

  /** Takes the newest change back. @returns the photograph that it was of; undefined when there is none */
  undo(sizeOf: (name: string) => Promise<Size>): Promise<string | undefined> {
    return this.#inTurn(async () => {
      const step = this.#steps.pop();
      if (!step) return undefined;
      // Labels that go away need no size: the photograph may be gone as well.
      if (step.before) this.#sizes.set(step.name, await this.#sizeNow(step.name, sizeOf));
      await this.#keep(step.name, step.before);
      await this.#keepSteps();
      return step.name;
    });
  }

  /** The photograph may have been replaced; of one that is gone, the last size that was known. */
  async #sizeNow(name: string, sizeOf: (name: string) => Promise<Size>): Promise<Size> {
    return sizeOf(name).catch((error: unknown) => {
      const known = this.#sizes.get(name);
      if (known) return known;
      throw error;
    });
  }

  async #keep(name: string, labels: Labels | undefined): Promise<void> {
    const path = labelPath(this.root, name);
    if (!labels) {
      await rm(path, { force: true });
      this.#labels.delete(name);
      return;
    }
    await writeLabels(path, labels, { name, ...this.#sizes.get(name)! });
    this.#labels.set(name, labels);
  }

  #keepSteps(): Promise<void> {
    return writeBeside(join(this.root, TAUGHT, 'history.json'), [JSON.stringify(this.#steps)]);
  }

  /** One write after the other: two answers of one click must not cross. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#writing.then(work);
    this.#writing = next.catch(() => undefined);
    return next;
  }
}

/** @param names of pictures of kinds that cannot be read */
export function unreadText(names: readonly string[]): string {
  return `Pictures of kinds that cannot be read: ${names.length}, such as ${names[0]}. Save them as JPEG.`;
}

/** Labels that would be passed over, and made a second time. @throws RcnnError `bad-dataset` */
async function expectNoOtherLabels(root: string): Promise<void> {
  const located = await locate(root, rows);
  if (!located || located.format === 'voc') return;
  const out = `${root}-voc`;
  throw new RcnnError(
    'bad-dataset',
    `Expected labels as VOC or none, but ${root} holds labels as ${located.format}. To continue them: ` +
      `\`googlenet-rcnn dataset convert ${shellWord(root)} --to voc --out ${shellWord(out)} --photographs copy\`, then \`googlenet-rcnn teach ${shellWord(out)}\`.`,
  );
}

/** Where labels are already: beside the photograph or in `Annotations`; new ones go there. */
function labelPath(root: string, name: string): string {
  const stem = withoutEnding(name);
  const known = [`${stem}.xml`, `Annotations/${stem}.xml`, `Annotations/${basename(stem)}.xml`];
  const found = known.map((path) => join(root, path)).find(existsSync);
  return found ?? join(root, known[1]!);
}

/** A history of another version, or of photographs that are gone, is no reason to fail. */
function stepsOf(text: string, photographs: readonly string[]): Step[] {
  try {
    const steps = JSON.parse(text) as Step[];
    return Array.isArray(steps) ? steps.filter(({ name }) => photographs.includes(name)) : [];
  } catch {
    return [];
  }
}
