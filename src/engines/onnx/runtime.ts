import { RcnnError } from '../../errors.js';
import { switchTelemetryOff } from '../../platform/node/telemetry.js';

export type Runtime = typeof import('onnxruntime-node');

/**
 * Loads ONNX Runtime, without its telemetry: the one place that does. At a call, not at import: commands that run no
 * network start without it.
 *
 * @throws RcnnError `engine-unavailable` when the native library cannot be loaded
 */
export async function loadRuntime(): Promise<Runtime> {
  await switchTelemetryOff();
  try {
    const module = await import('onnxruntime-node');
    return module.default ?? module;
  } catch (cause) {
    throw new RcnnError(
      'engine-unavailable',
      'Expected onnxruntime-node to load, but its native library did not. Install it again with "npm install onnxruntime-node --ignore-scripts".',
      { cause },
    );
  }
}
