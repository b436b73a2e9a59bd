import type { LongWork } from '../../progress.js';
import type { TrainingLoopOptions } from '../run/training-loop.js';
import type { RunConfig } from './run-config.js';
import type { TrainingData } from './training-data.js';

export interface TrainClassifierOptions
  extends LongWork,
    Pick<TrainingLoopOptions, 'onBegin' | 'onStep' | 'onValidation'> {
  readonly config: RunConfig;
  /** Receives the photographs and classes, before anything else is done with them. */
  readonly onData?: (data: TrainingData) => void;
  /** Folder of the run; is made, and resumed when it holds one. */
  readonly run: string;
  /** Threads that decode and make patches. */
  readonly inputThreads: number;
  /** Memory for decoded photographs. */
  readonly cacheBytes: number;
  /** Threads inside one operation of the network; default: all cores. */
  readonly threads?: number;
}
