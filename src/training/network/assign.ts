import * as tf from '@tensorflow/tfjs-core';
import { toTensorFlow } from '../../engines/tensorflow/parameters.js';
import { RcnnError } from '../../errors.js';
import type { Weights } from '../../weights/weights.js';

/**
 * Sets variables (in TensorFlow's layout) from arrays as weights files hold them.
 *
 * @throws RcnnError `bad-weights` when one is missing or has another shape
 */
export function assignAll(variables: ReadonlyMap<string, tf.Variable>, state: Weights, what: string): void {
  for (const [name, variable] of variables) {
    const array = state.get(name);
    tf.tidy(() => {
      const tensor = array && toTensorFlow(array);
      if (tensor?.shape.join() !== variable.shape.join()) {
        const got = array ? `[${array.shape.join(', ')}]` : 'none';
        throw new RcnnError(
          'bad-weights',
          `Expected the ${what} of ${name} to fit the network, but got ${got}.`,
        );
      }
      variable.assign(tensor!);
    });
  }
}
