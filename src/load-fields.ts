/** What `loadDetector` and `loadClassifier` both take. */
import { z } from 'zod';
import { anyOf, someText, wholeFrom1 } from './check-arguments.js';
import { engineNames } from './engines/index.js';

export const models = z.union([someText, z.array(someText).nonempty('at least one model').readonly()], {
  error: 'a model by name or file, or an array of them',
});

export const loadFields = {
  /** What runs the network; default `auto`, the first that loads. */
  engine: anyOf(['auto', ...engineNames]).default('auto'),
  /** Threads inside one operation; default: all cores. */
  threads: wholeFrom1.optional(),
  /** Whether the work is done in a thread of its own, so that the event loop stays free; default true. */
  worker: z.boolean({ error: 'true or false' }).default(true),
};
