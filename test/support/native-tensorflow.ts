import { describe } from 'vitest';
import { requireBackend } from '../../src/engines/tensorflow/library.js';

/** `describe`, skipped where `googlenet-rcnn setup tensorflow` has not been run. */
export function describeWithTensorFlow() {
  return describe.skipIf(!hasNativeTensorFlow());
}

export function hasNativeTensorFlow(): boolean {
  try {
    requireBackend('tensorflow');
    return true;
  } catch {
    return false;
  }
}
