/** The files beside the code that a page must be able to fetch, and the list of their names. */
import { RcnnError } from '../errors.js';

/** Name of the list: the one file of the folder, beside the module itself, whose name says nothing of its contents. */
export const ASSET_LIST = 'assets.json';

/** Names in the folder; each but the module's holds the SHA-256 of its contents, so that it can be kept for ever. */
export interface Assets {
  readonly worker: string;
  /** WebAssembly of the network, for one thread and for several. */
  readonly simd: string;
  readonly threadedSimd: string;
  /** The detector. */
  readonly model: string;
  /** MultiBox's head, where it fits the detector. */
  readonly multibox?: string;
}

/** @returns absolute addresses @throws RcnnError `download-failed` */
export async function assetsAt(folder: string): Promise<Assets> {
  const list = new URL(ASSET_LIST, folder).href;
  try {
    const response = await fetch(list);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const names = (await response.json()) as Assets;
    const addresses = Object.entries(names).map(([key, name]) => [key, new URL(name, folder).href]);
    return Object.fromEntries(addresses) as unknown as Assets;
  } catch (cause) {
    throw new RcnnError(
      'download-failed',
      `Expected the library's files at ${folder}, but reading ${ASSET_LIST} failed: ${(cause as Error).message}. ` +
        'Write them into a folder that the page can reach with `npx googlenet-rcnn export assets FOLDER`, and name its address as `assets`.',
      { cause },
    );
  }
}
