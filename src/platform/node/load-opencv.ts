import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { guardedOpenCv, type NativeOpenCv, type OpenCv } from '../../imaging/opencv.js';
import { loadLazily } from './load-lazily.js';

let loaded: OpenCv | undefined;

/**
 * OpenCV, loaded at this thread's first call: 200 ms and 33 MB per thread, so only threads that work with it load it.
 *
 * The module's loader ends the process at any unhandled rejection, rethrows uncaught exceptions, and gives the module
 * a `then` on which `await` hangs. All three are undone here, since the process belongs to its host.
 */
export function loadOpenCv(): OpenCv {
  if (loaded) return loaded;
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = new Map(events.map((event) => [event, process.listeners(event as 'uncaughtException')]));
  const folder = dirname(createRequire(import.meta.url).resolve('opencv-wasm'));
  const cv = loadLazily(join(folder, 'opencv.js')) as NativeOpenCv & { then?: unknown };
  for (const event of events) {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!before.get(event)?.includes(listener)) process.removeListener(event, listener);
    }
  }
  delete cv.then;
  loaded = guardedOpenCv(cv);
  return loaded;
}
