import type { Detection } from '../../../detection/detection.js';
import type { Detector, Explained } from '../../../detection/detector.js';
import type { Raster } from '../../imaging/raster.js';
import { draw, picturePaths, stagePaths } from '../../pictures/annotate.js';
import { pictureFiles } from '../../pictures/picture-files.js';
import { STAGE_ENDINGS, writeEvidence, writeStages } from '../../pictures/stage-pictures.js';
import { writeImage } from '../../pictures/write-image.js';
import { keepImages } from '../options/keep-sources.js';
import { sayNumbered } from './numbered-names.js';
import { sayPictures } from './say-pictures.js';

export interface PictureOptions {
  /** A picture, or a folder of them: the boxes. */
  readonly out: string | undefined;
  /** A folder: every stage. */
  readonly explain: string | undefined;
}

interface Drawable {
  readonly detections: readonly Detection[];
  /** Kept where the boxes are drawn. */
  readonly raster?: Raster | undefined;
}

/** The pictures that `detect` writes beside its results. */
export class ResultPictures {
  readonly #options: PictureOptions;
  readonly #boxes: ReadonlyMap<string, string> | undefined;
  readonly #stages: ReadonlyMap<string, string> | undefined;
  #drawn = 0;
  #explained = 0;

  private constructor(
    options: PictureOptions,
    boxes: ReadonlyMap<string, string> | undefined,
    stages: ReadonlyMap<string, string> | undefined,
  ) {
    this.#options = options;
    this.#boxes = boxes;
    this.#stages = stages;
  }

  /** @throws RcnnError `bad-option` where a picture would take the place of an image, or cannot be written */
  static async of(options: PictureOptions, images: readonly string[]): Promise<ResultPictures> {
    const { out, explain } = options;
    const boxes = out === undefined ? undefined : await picturePaths(out, images);
    if (boxes) {
      await keepImages(images, { option: '--out', pictures: boxes.values() });
      sayNumbered(boxes);
    }
    const stages = explain === undefined ? undefined : await stagePaths(explain, images, '--explain');
    if (stages) {
      await keepImages(images, {
        option: '--explain',
        pictures: pictureFiles(stages.values(), STAGE_ENDINGS),
      });
      sayNumbered(stages);
    }
    return new ResultPictures(options, boxes, stages);
  }

  /** Whether the boxes are drawn, which takes the raster. */
  get ofBoxes(): boolean {
    return this.#boxes !== undefined;
  }

  get ofStages(): boolean {
    return this.#stages !== undefined;
  }

  /** Draws what was found on an image. */
  async drawBoxes(image: string, { raster, detections }: Drawable): Promise<void> {
    const path = this.#boxes?.get(image);
    if (path === undefined) return;
    await writeImage(path, await draw(raster!, detections));
    this.#drawn++;
  }

  /** Draws every stage of an image. @param detector - one that can tell where evidence lies; else none is drawn */
  async drawStages(
    image: string,
    stages: Explained,
    { detector, signal }: { readonly detector?: Detector; readonly signal: AbortSignal },
  ): Promise<void> {
    const stem = this.#stages?.get(image);
    if (stem === undefined) return;
    const written = await writeStages(stem, stages);
    if (detector) written.push(...(await writeEvidence(stem, stages, { detector, signal })));
    this.#explained += written.length;
  }

  /** Says what was written, and where. */
  say(): void {
    const { out, explain } = this.#options;
    if (out !== undefined) sayPictures(out, this.#drawn);
    if (explain !== undefined) sayPictures(explain, this.#explained);
  }
}
