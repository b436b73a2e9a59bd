import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { RcnnError } from '../../errors.js';
import { type Position, readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { CostMeter } from './cost-meter.js';
import type { LogRecord, Measures, RecordSink, RunLog, StepRecord, ValidationRecord } from './run-log.js';
import type { StepReport, TrainingTask } from './training-task.js';

export interface TrainingLoopOptions {
  /** Exists; receives checkpoints and models. */
  readonly folder: string;
  readonly log: RunLog;
  /** Receives what the log receives. */
  readonly events?: RecordSink;
  readonly checkpointSteps: number;
  /** Validates every this many steps, and after the last; undefined: never. */
  readonly validateSteps?: number;
  /** Aborted, the step (or validation) under way is finished and saved. */
  readonly signal?: AbortSignal;
  /** Called once, when it is known where the run resumes: after `step` of all `steps`. */
  readonly onBegin?: (position: { step: number; steps: number }) => void;
  readonly onStep?: (step: StepRecord, report: StepReport, position: { steps: number }) => void;
  readonly onValidation?: (record: ValidationRecord) => void;
  /** Called after each validation and each stop, when all is saved. */
  readonly report?: () => Promise<void>;
}

export interface TrainingOutcome {
  /** False when it was stopped on request. */
  readonly finished: boolean;
  readonly position: Position;
}

/**
 * Takes a training to its end, from the newest checkpoint in the folder if there is one. However often it was
 * interrupted, losses and weights are those of an uninterrupted run, bit for bit.
 *
 * @throws RcnnError `diverged` for a loss that is not finite, `disk-full`; the last checkpoint stays good
 */
export async function train(task: TrainingTask, options: TrainingLoopOptions): Promise<TrainingOutcome> {
  const loop = new TrainingLoop(task, options);
  await loop.resume();
  return loop.run();
}

class TrainingLoop {
  readonly #task: TrainingTask;
  readonly #options: TrainingLoopOptions;
  readonly #cost = new CostMeter();
  #position: Position = { step: 0, averageUpdates: 0, best: null };
  #saved = -1;

  constructor(task: TrainingTask, options: TrainingLoopOptions) {
    this.#task = task;
    this.#options = options;
  }

  async resume(): Promise<void> {
    const { folder } = this.#options;
    const checkpoint = await readCheckpoint(folder);
    if (checkpoint) {
      this.#task.trainer.restore(checkpoint.state, checkpoint.position.averageUpdates);
      this.#position = checkpoint.position;
      this.#saved = this.#position.step;
    }
    await this.#options.log.cutAfter(this.#position.step);
    const { step } = this.#position;
    this.#record({ kind: 'start', step, at: new Date().toISOString() });
    this.#options.onBegin?.({ step, steps: this.#task.steps });
  }

  async run(): Promise<TrainingOutcome> {
    const { signal, checkpointSteps, validateSteps } = this.#options;
    const { steps } = this.#task;
    this.#cost.begin();
    while (this.#position.step < steps) {
      if (signal?.aborted) return this.#stop();
      await this.#step();
      const { step } = this.#position;
      if (step === steps || (validateSteps !== undefined && step % validateSteps === 0)) {
        await this.#validate();
        await this.#save();
        await this.#options.report?.();
      } else if (step % checkpointSteps === 0) {
        await this.#save();
      }
      await setImmediate(); // a step computes on this thread: let signals and messages in
    }
    return { finished: true, position: this.#position };
  }

  async #step(): Promise<void> {
    const { step } = this.#position;
    const report = await this.#task.step(step);
    const { images: _, waited: __, ...values } = report;
    if (!Number.isFinite(report.loss)) throw this.#diverged(report.loss);
    this.#position = { ...this.#position, step: step + 1, averageUpdates: this.#task.trainer.averageUpdates };
    this.#cost.add(report);
    const epoch = Math.floor(step / this.#task.stepsPerEpoch);
    const record: StepRecord = { kind: 'step', step: step + 1, epoch, ...values };
    this.#record(record);
    this.#options.onStep?.(record, report, { steps: this.#task.steps });
  }

  async #validate(): Promise<void> {
    const { folder, validateSteps, onValidation } = this.#options;
    const { step } = this.#position;
    if (validateSteps === undefined) return this.#task.publish(join(folder, 'final.safetensors'), {});
    const training = this.#cost.take();
    const measured = await this.#task.validate();
    const { seconds, cpuSeconds } = this.#cost.take();
    const epoch = Math.round((100 * step) / this.#task.stepsPerEpoch) / 100;
    const { bestBy, steps } = this.#task;
    const metrics = metricsOf(measured);
    const value = metrics[bestBy]!;
    if (value > (this.#position.best?.[bestBy] ?? -1)) {
      this.#position = { ...this.#position, best: { [bestBy]: value, epoch } };
      await this.#task.publish(join(folder, 'best.safetensors'), metrics);
    }
    if (step === steps) await this.#task.publish(join(folder, 'final.safetensors'), metrics);
    const record: ValidationRecord = {
      kind: 'validation',
      step,
      epoch,
      ...measured,
      training,
      validation: { seconds, cpuSeconds },
    };
    this.#record(record);
    onValidation?.(record);
  }

  async #stop(): Promise<TrainingOutcome> {
    if (this.#saved !== this.#position.step) await this.#save();
    await this.#options.report?.();
    return { finished: false, position: this.#position };
  }

  #record(record: LogRecord): void {
    this.#options.log.append(record);
    this.#options.events?.append(record);
  }

  async #save(): Promise<void> {
    const state = this.#task.trainer.state();
    await writeCheckpoint(this.#options.folder, { position: this.#position, state });
    this.#saved = this.#position.step;
  }

  #diverged(loss: number): RcnnError {
    const kept =
      this.#saved < 0 ? 'No checkpoint had been written.' : `The checkpoint of step ${this.#saved} is good.`;
    return new RcnnError(
      'diverged',
      `Expected a finite loss at step ${this.#position.step + 1}, but got ${loss}: the training has diverged. ${kept} Begin anew in another folder with a smaller ${this.#task.words.rateSetting} in --config.`,
    );
  }
}

/** What a model's card tells: everything but the loss, which means little elsewhere. */
function metricsOf({ loss: _, ...metrics }: Measures): Record<string, number> {
  return metrics;
}
