import { EventFile } from './event-file.js';
import { writeReport } from './report.js';
import { RunLog } from './run-log.js';
import { type TrainingLoopOptions, type TrainingOutcome, train } from './training-loop.js';
import type { TrainingTask } from './training-task.js';

export interface TrainInFolderOptions extends Omit<TrainingLoopOptions, 'log' | 'events' | 'report'> {
  /** Of the report. */
  readonly title: string;
  /** Shown in the report as it is. */
  readonly config: unknown;
}

/** {@link train} in a run's folder, which holds its log, its events for TensorBoard and its report. @throws as there */
export async function trainInFolder(
  task: TrainingTask,
  { title, config, ...options }: TrainInFolderOptions,
): Promise<TrainingOutcome> {
  const { folder } = options;
  const log = new RunLog(folder);
  const { captions } = task.words;
  return await train(task, {
    ...options,
    log,
    events: new EventFile(folder),
    report: async () => writeReport(folder, { title, captions, records: await log.read(), config }),
  });
}
