/** The last photograph that was decoded: clicks in a row are in one photograph, and twelve megapixels take part of a second. */
import { stat } from 'node:fs/promises';
import type { Raster } from '../imaging/raster.js';

export class LastDecoded {
  readonly #decode: (path: string) => Promise<Raster>;
  #key: string | undefined;
  #raster: Promise<Raster> | undefined;

  constructor(decode: (path: string) => Promise<Raster>) {
    this.#decode = decode;
  }

  /** Decoded anew where the file was written since. @throws what `decode` throws, and the system where there is no file */
  async of(path: string): Promise<Raster> {
    const { mtimeMs, size } = await stat(path);
    const key = JSON.stringify([path, mtimeMs, size]);
    if (key !== this.#key || this.#raster === undefined) {
      this.#key = key;
      const raster = this.#decode(path);
      this.#raster = raster;
      raster.catch(() => this.#raster === raster && this.#forget());
    }
    return this.#raster;
  }

  /** A photograph that cannot be read now may be later. */
  #forget(): void {
    this.#key = this.#raster = undefined;
  }
}
