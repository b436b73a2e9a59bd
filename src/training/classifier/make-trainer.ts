import type { ClassifierTrainer, ClassifierTrainerOptions } from './classifier-trainer.js';

/** `onnx` needs nothing to be set up; `tensorflow` is for GPUs. */
export const trainingEngines = ['onnx', 'tensorflow'] as const;
export type TrainingEngine = (typeof trainingEngines)[number];

/** @throws RcnnError `engine-unavailable` when the engine's library cannot be loaded */
export async function makeTrainer(
  engine: TrainingEngine,
  options: ClassifierTrainerOptions,
): Promise<ClassifierTrainer> {
  if (engine === 'onnx') {
    const { OnnxClassifierTrainer } = await import('../onnx/onnx-classifier-trainer.js');
    return OnnxClassifierTrainer.create(options);
  }
  const [{ loadBackend }, { TensorFlowTrainer }] = await Promise.all([
    import('../../engines/tensorflow/library.js'),
    import('../network/tensorflow-trainer.js'),
  ]);
  await loadBackend('tensorflow', { threads: options.threads });
  return new TensorFlowTrainer(options);
}
