import { loadOpenCv } from '../../src/platform/node/load-opencv.js';
import { openCvOperations } from './opencv-operations.js';
import type { SearchTools } from './search-color-space.js';
import { wasmKernels } from './wasm-kernels.js';

/** What a thread of Node.js searches with; loads OpenCV at the thread's first call. */
export function searchTools(): SearchTools {
  return { kernels: wasmKernels(), images: openCvOperations(loadOpenCv()) };
}
