/**
 * Plain JavaScript for the first pictures, OpenCV for those that follow. Both give the same bits (plain/operations.ts), so
 * that only time tells them apart: OpenCV takes 0.4 s of the processor more to load and to warm up, and saves about 13 ms
 * per VOC photograph from then on.
 */
import type { ImageOperations } from './image-operations.js';
import { plainOperations } from './plain/operations.js';

/** Pixels to convert before OpenCV has paid for its loading: 30 VOC photographs in two colour spaces. */
const PLAIN_PIXELS = 12_000_000;
/** What plain JavaScript loses per pixel to shrink, against one to convert. */
const SHRINKING = 0.5;

/** @param load OpenCV's operations; called once, when they begin to pay */
export function plainFirst(load: () => ImageOperations, plain = plainOperations): ImageOperations {
  let done = 0;
  let current = plain;
  const operationsFor = (pixels: number): ImageOperations => {
    if (current === plain && done >= PLAIN_PIXELS) current = load();
    done += pixels;
    return current;
  };
  return {
    shrink: (image, size) => operationsFor(SHRINKING * image.width * image.height).shrink(image, size),
    convert: (image, space, planes) =>
      operationsFor(image.width * image.height).convert(image, space, planes),
    blur: (plane) => current.blur(plane),
  };
}
