import { type TrainInFolderOptions, trainInFolder } from '../../run/train-in-folder.js';
import type { TrainingOutcome } from '../../run/training-loop.js';
import type { TrainingTask } from '../../run/training-task.js';

export interface NetworkRunOptions
  extends Omit<TrainInFolderOptions, 'folder' | 'title' | 'config' | 'checkpointSteps' | 'validateSteps'> {
  readonly run: string;
  readonly config: {
    readonly settings: {
      readonly checkpointSteps: number;
      readonly validation: { readonly everySteps: number } | null;
    };
  };
}

/** Trains a detector's network in the run's folder, as often saved and validated as its settings say. */
export function trainNetworkRun(task: TrainingTask, options: NetworkRunOptions): Promise<TrainingOutcome> {
  const { checkpointSteps, validation } = options.config.settings;
  return trainInFolder(task, {
    ...options,
    folder: options.run,
    title: 'Training of a detector',
    checkpointSteps,
    ...(validation && { validateSteps: validation.everySteps }),
  });
}
