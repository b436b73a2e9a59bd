import { setupTensorflow } from '../../../setup/tensorflow.js';
import type { Command, CommandContext } from '../../command.js';
import { print, warn, writeJsonLine } from '../../output/output.js';
import { ProgressBar } from '../../output/progress-bar.js';

interface Options {
  readonly gpu: boolean;
  readonly force: boolean;
  readonly from?: string;
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    yargs
      .option('gpu', {
        type: 'boolean',
        default: false,
        describe: 'the library for CUDA 12.2 and cuDNN 8.9 (untested on a GPU)',
      })
      .option('force', { type: 'boolean', default: false, describe: 'repeat every step' })
      .option('from', { type: 'string', describe: 'a wheel downloaded elsewhere' })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value on standard output' })
      .example('$0 setup tensorflow', 'download (207 MB), unpack, compile and try it')
      .example('$0 setup tensorflow --from tensorflow_cpu-2.15.1-*.whl', 'without a registry'),
  run: setup,
};

async function setup({ gpu, force, from, json }: Options, { signal }: CommandContext): Promise<void> {
  using bar = new ProgressBar();
  if (gpu) warn('The GPU library has not been tried on a GPU; it falls back to the processor without one.');
  const result = await setupTensorflow({
    variant: gpu ? 'gpu' : 'cpu',
    force,
    signal,
    onProgress: bar.update,
    ...(from !== undefined && { wheel: from }),
  });
  if (json) await writeJsonLine(result);
  else {
    const device = result.gpu ? 'on the GPU' : 'on the processor';
    await print(`TensorFlow ${result.library} loads and computes ${device} (${result.way}).`);
  }
}
