import { utilOfOlderNode } from '../engines/tensorflow/util-of-older-node.js';
import type { BindingPackage } from './binding-package.js';
import { errorLines, runCommand } from './run-command.js';

/** What a native TensorFlow that loads says of itself. */
export interface LoadedTensorFlow {
  readonly loads: true;
  /** Version of the library, such as 2.15.1. */
  readonly library: string;
  /** Whether it computes on a GPU. */
  readonly gpu: boolean;
}

interface FailedTensorFlow {
  readonly loads: false;
  readonly reason: string;
}

// A product, since a library can load and still lack what the processor has to offer.
const script = `
const util = require('node:util');
${utilOfOlderNode}
const path = process.argv[1];
const tf = require(path);
const { binding, isUsingGpuDevice: gpu } = tf.backend();
const [product] = tf.matMul([[2, 3]], [[5], [7]]).dataSync();
if (tf.getBackend() !== 'tensorflow' || product !== 31) throw new Error('computes ' + product);
console.log(JSON.stringify({ loads: true, library: binding.TF_Version, gpu }));
`;

/** Loads the package in a separate process, so that a library that crashes ends only that. */
export async function probeBinding(
  { folder }: BindingPackage,
  { signal }: { signal?: AbortSignal } = {},
): Promise<LoadedTensorFlow | FailedTensorFlow> {
  const { code, stdout, stderr } = await runCommand(process.execPath, ['-e', script, folder], {
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    ...(signal && { signal }),
  });
  const answer = stdout.trim().split('\n').at(-1) ?? '';
  if (code === 0 && answer.startsWith('{')) return JSON.parse(answer) as LoadedTensorFlow;
  return { loads: false, reason: errorLines(stderr).trim() || `exit code ${code}` };
}
