/** The log of a run: `log.ndjson`, one record per line, appended while the run proceeds. */
import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RcnnError } from '../../errors.js';
import { writeBeside, writeError } from '../../platform/node/write-beside.js';

/** One step. The loss is the batch's, before the step. */
export interface StepRecord {
  readonly kind: 'step';
  /** Steps done, this one included. */
  readonly step: number;
  readonly epoch: number;
  /** With 0.3 of each auxiliary loss, or with a detector's box loss; without weight decay. */
  readonly loss: number;
  readonly mainLoss: number;
  /** Share that the main classifier had right, 0..1: of the batch, or of a detector's regions on objects. */
  readonly accuracy: number;
  readonly rate: number;
  /** A detector's: the box loss, which is part of `loss`, and the share of background regions that it had right. */
  readonly boxLoss?: number;
  readonly background?: number;
}

/** What a validation measures: `loss`, `top1` and `top5` of a classifier, `mAP` of a detector; shares in 0..1. */
export interface Measures {
  readonly loss?: number;
  readonly top1?: number;
  readonly top5?: number;
  readonly mAP?: number;
}

/** One validation, with what the steps since the one before (or since the start of the process) cost. */
export interface ValidationRecord extends Measures {
  readonly kind: 'validation';
  readonly step: number;
  /** Epochs done, to hundredths where a validation comes within one. */
  readonly epoch: number;
  readonly training: Cost;
  /** Seconds of the validation itself. */
  readonly validation: Pick<Cost, 'seconds' | 'cpuSeconds'>;
}

export interface Cost {
  readonly images: number;
  readonly seconds: number;
  /** Of all threads of the process: on a busy machine this tells what a quiet one would need. */
  readonly cpuSeconds: number;
  /** Share of the seconds that steps waited for their images, 0..1. */
  readonly waitedShare: number;
}

/** A process began the run or resumed it. */
export interface StartRecord {
  readonly kind: 'start';
  readonly step: number;
  readonly at: string;
}

export type LogRecord = StepRecord | ValidationRecord | StartRecord;

/** Receives records as a run proceeds. */
export interface RecordSink {
  /** @throws RcnnError `disk-full` */
  append(record: LogRecord): void;
}

export class RunLog implements RecordSink {
  readonly path: string;

  constructor(folder: string) {
    this.path = join(folder, 'log.ndjson');
  }

  append(record: LogRecord): void {
    try {
      appendFileSync(this.path, `${JSON.stringify(record)}\n`);
    } catch (error) {
      throw writeError(this.path, error);
    }
  }

  /**
   * All records, none where there is no log yet; a line that a killed process left half-written does not count.
   *
   * @throws RcnnError `bad-file` for a log that cannot be read: taken as empty, it would be overwritten at a resume
   */
  async read(): Promise<LogRecord[]> {
    const lines = (await this.#text()).split('\n').slice(0, -1);
    return lines.map((line, i) => parseRecord(line, `${this.path}:${i + 1}`));
  }

  async #text(): Promise<string> {
    try {
      return await readFile(this.path, 'utf8');
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code === 'ENOENT') return '';
      throw new RcnnError('bad-file', `Expected to read the log ${this.path}, but: ${message}`, { cause });
    }
  }

  /**
   * Forgets what came after a step: the run resumes from there and does it again.
   *
   * @throws RcnnError as {@link read}; `disk-full`
   */
  async cutAfter(step: number): Promise<void> {
    const kept = (await this.read()).filter((record) => record.step <= step);
    await writeBeside(this.path, [kept.map((record) => `${JSON.stringify(record)}\n`).join('')]);
  }
}

/** @param place file and line, for the message */
function parseRecord(line: string, place: string): LogRecord {
  try {
    return JSON.parse(line) as LogRecord;
  } catch (cause) {
    throw new RcnnError(
      'bad-file',
      `Expected ${place} to be a record of the log as JSON, but: ${(cause as Error).message}. Remove the line to resume without it.`,
      { cause },
    );
  }
}
