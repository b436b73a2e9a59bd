/** A folder that is taught on: looks ahead, learns in the background, and says which photograph would teach it most. */
import { join } from 'node:path';
import type { Size } from '../geometry/box.js';
import { decodeImage } from '../platform/node/decode.js';
import { WorkerPool } from '../platform/node/worker-pool.js';
import type { Labels } from './labels.js';
import { MadeOfFiles } from './made-of-files.js';
import type {
  Described,
  ObjectBox,
  Point,
  Suggested,
  TeachAnswer,
  TeachJob,
  TeachThreadOptions,
  Trained,
} from './messages.js';
import { type NextPhotograph, nextPhotograph } from './next-photograph.js';
import { TAUGHT, TeachFolder } from './teach-folder.js';
import type { TrainingState } from './teach-state.js';
import { TrainingClock } from './training-clock.js';

/** Photographs that are looked at before they are asked for. */
const AHEAD = 5;
/** Of these, the taught model says where it is least sure. */
const RANKED = 60;
/** At once in the thread: a look ahead, a training, and the click that should not wait for them. */
const JOBS = 3;
/** Labels in a row are one reason to learn: seconds of quiet before it begins. */
const QUIET = 2;

export class TeachSession implements AsyncDisposable {
  readonly folder: TeachFolder;
  readonly #pool: WorkerPool<TeachJob, TeachAnswer>;
  readonly #described: MadeOfFiles<Described>;
  readonly #sizes: MadeOfFiles<Size>;
  readonly #suggested = new Map<string, Suggested>();
  readonly #onTrained: (model: string) => void;
  #trained: Trained | undefined;
  #training: { readonly stop: AbortController; readonly clock: TrainingClock } | undefined;
  #failure: string | undefined;
  #quiet: NodeJS.Timeout | undefined;
  #again = false;
  #disposed = false;
  readonly #underWay = new Set<Promise<unknown>>();

  private constructor(
    folder: TeachFolder,
    pool: WorkerPool<TeachJob, TeachAnswer>,
    onTrained: (model: string) => void,
  ) {
    this.folder = folder;
    this.#pool = pool;
    this.#onTrained = onTrained;
    const { root } = folder;
    const describe = (name: string) => {
      this.#suggested.delete(name); // of a photograph that was replaced
      return this.#ask({ kind: 'describe', name }) as Promise<Described>;
    };
    this.#described = new MadeOfFiles({ root, make: describe });
    this.#sizes = new MadeOfFiles({ root, make: (name) => sizeOf(join(root, name)) });
  }

  /**
   * @param onTrained called with the file of each new model
   * @throws RcnnError as `TeachFolder.open`, `loadModel`
   */
  static async open(options: TeachThreadOptions, onTrained: (model: string) => void): Promise<TeachSession> {
    const folder = await TeachFolder.open(options.root);
    const pool = new WorkerPool<TeachJob, TeachAnswer>(new URL('./teach-thread.js', import.meta.url), {
      ...{ threads: 1, jobsPerThread: JOBS, workerData: options },
    });
    try {
      await pool.run({ kind: 'load' });
    } catch (error) {
      pool[Symbol.dispose]();
      throw error;
    }
    const session = new TeachSession(folder, pool, onTrained);
    session.#lookAhead();
    session.#learnSoon(); // from what is kept, so that the page can say how good it is
    return session;
  }

  /** The file that `train` writes. */
  get model(): string {
    return join(this.folder.root, TAUGHT, 'model.safetensors');
  }

  get trained(): Trained | undefined {
    return this.#trained;
  }

  get training(): TrainingState {
    const failure = this.#failure === undefined ? {} : { failure: this.#failure };
    if (!this.#training) return { running: false, done: 0, total: 0, ...failure };
    return { running: true, ...this.#training.clock.read(Date.now()) };
  }

  /** Boxes of a photograph; looked at once, and anew when it was replaced. @throws RcnnError `bad-image` */
  describe(name: string): Promise<Described> {
    return this.#described.of(name);
  }

  /** Boxes that a click itself proposes, for the detector to judge. @throws RcnnError `bad-image` */
  async around(name: string, point: Point): Promise<readonly ObjectBox[]> {
    await this.describe(name);
    return (await this.#ask({ kind: 'around', name, point })) as readonly ObjectBox[];
  }

  /** What the taught model finds in a photograph; nothing before it was taught. */
  async suggestions(name: string): Promise<Suggested['objects']> {
    await this.describe(name);
    const [suggested] = (await this.#ask({ kind: 'suggest', names: [name] })) as Suggested[];
    if (suggested) this.#suggested.set(name, suggested);
    return suggested?.objects ?? [];
  }

  /** The photograph whose labels would teach most, and why. */
  get next(): NextPhotograph | undefined {
    const unlabelled = this.folder.photographs.filter((name) => !this.folder.labelsOf(name));
    return nextPhotograph(unlabelled, { suggested: this.#suggested, counts: this.folder.classes });
  }

  /** Keeps labels; learning begins when the labeller pauses. */
  async label(name: string, labels: Labels): Promise<void> {
    await this.folder.set(name, labels, await this.#sizes.of(name));
    this.#learnSoon();
    this.#lookAhead();
  }

  async undo(): Promise<string | undefined> {
    const name = await this.folder.undo((of) => this.#sizes.of(of));
    this.#learnSoon();
    return name;
  }

  /** Learns from all labels. @throws RcnnError what the training threw */
  async train(): Promise<void> {
    clearTimeout(this.#quiet);
    if (this.#training) {
      this.#again = true;
      return;
    }
    const clock = TrainingClock.start(Date.now());
    const stop = new AbortController();
    this.#training = { stop, clock };
    try {
      this.#trained = (await this.#ask({ kind: 'train', clock: clock.shared }, stop.signal)) as Trained;
      this.#failure = undefined;
      this.#onTrained(this.model);
      this.#suggested.clear();
    } catch (error) {
      if (!this.#disposed) this.#failure = (error as Error).message;
      throw error;
    } finally {
      this.#training = undefined;
      if (this.#again && !this.#disposed) {
        this.#again = false;
        this.#learnSoon();
      }
    }
    void this.#rank(); // which gives way to a training
  }

  /** Later looks wait behind the photograph in view, which is asked for first. */
  #lookAhead(): void {
    const waiting = this.folder.photographs.filter((name) => !this.folder.labelsOf(name));
    const next = this.next?.name;
    const order = next === undefined ? waiting : [next, ...waiting.filter((name) => name !== next)];
    void (async () => {
      for (const name of order.slice(0, AHEAD)) {
        if (this.#disposed) return;
        await this.describe(name).catch(() => undefined);
      }
    })();
  }

  async #rank(): Promise<void> {
    const names = this.folder.photographs.filter((name) => !this.folder.labelsOf(name)).slice(0, RANKED);
    for (const name of names) {
      if (this.#disposed || this.#training) return;
      await this.suggestions(name).catch(() => undefined);
    }
  }

  #learnSoon(): void {
    clearTimeout(this.#quiet);
    const learnable = this.folder.classes.length > 0;
    if (!learnable || this.#disposed) return;
    this.#quiet = setTimeout(() => void this.train().catch(() => undefined), 1000 * QUIET);
    this.#quiet.unref();
  }

  #ask(job: TeachJob, signal?: AbortSignal): Promise<TeachAnswer> {
    const answer = this.#pool.run(job, signal ? { signal } : {});
    this.#underWay.add(answer);
    const forget = () => this.#underWay.delete(answer);
    answer.then(forget, forget);
    return answer;
  }

  /** What the thread is at still finishes: one that ends inside the runtime takes the process with it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#quiet);
    this.#training?.stop.abort();
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    this.#pool[Symbol.dispose]();
  }
}

/** Needs no look at the photograph: labels are kept at once, whatever the thread is at. */
async function sizeOf(path: string): Promise<Size> {
  const { width, height } = await decodeImage(path, { onWarning: () => undefined });
  return { width, height };
}
