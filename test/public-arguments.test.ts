/** What the functions of the library say to callers who pass something else. Detectors have test/detection/library.test.ts. */
import { describe, expect, it } from 'vitest';
import * as library from '../src/index.js';

const image = { width: 8, height: 8, data: new Uint8Array(192) };
const untyped = (value: unknown) => value as never;

describe.each<[string, () => unknown, string, RegExp]>([
  ['decodeImage(7)', () => library.decodeImage(untyped(7)), 'bad-option', /image as a path.*but got 7/],
  [
    'decodeImage() with a wrong option',
    () => library.decodeImage(image, untyped({ maxPixel: 1 })),
    'bad-option',
    /"maxPixel"/,
  ],
  [
    'decodeImage() with a limit that is a text',
    () => library.decodeImage(image, untyped({ maxPixels: '1' })),
    'bad-option',
    /maxPixels of decodeImage.*"1"/,
  ],
  ['selectiveSearch(null)', () => library.selectiveSearch(untyped(null)), 'bad-image', /pixels/],
  [
    'selectiveSearch() of a path',
    () => library.selectiveSearch(untyped('a.png')),
    'bad-image',
    /pixels as .* but got the text "a\.png"\. decodeImage/,
  ],
  [
    'selectiveSearch() of pixels with alpha',
    () => library.selectiveSearch({ width: 2, height: 2, data: new Uint8Array(16) }),
    'bad-image',
    /but got 16 bytes: remove the fourth, alpha/,
  ],
  [
    'decodeImage() of Base64',
    () => library.decodeImage('/9j/'.repeat(10_000)),
    'bad-option',
    /^Expected the path of an image, but got "[^"]{40}"\.\. of 40000 characters.*Buffer\.from\(text, 'base64'\)/,
  ],
  [
    'selectiveSearch() with an unknown option',
    () => library.selectiveSearch(image, untyped({ cuont: 1 })),
    'bad-option',
    /"cuont"/,
  ],
  [
    'selectiveSearch() with a preset',
    () => library.selectiveSearch(image, untyped({ preset: 'best' })),
    'bad-option',
    /preset of selectiveSearch to be one of .*fast.*but got "best"/,
  ],
  [
    'selectiveSearch() with null',
    () => library.selectiveSearch(image, untyped(null)),
    'bad-option',
    /but got null/,
  ],
  [
    'explainSelectiveSearch()',
    () => library.explainSelectiveSearch(untyped(undefined)),
    'bad-image',
    /pixels/,
  ],
  [
    'loadModel()',
    () => library.loadModel(untyped(undefined)),
    'bad-option',
    /the model to be a text, but got undefined/,
  ],
  ['loadModel([])', () => library.loadModel(untyped(['voc'])), 'bad-option', /but got an array \("voc"\)/],
  [
    'loadDetector() of no name',
    () => library.loadDetector('nope'),
    'bad-option',
    /to be voc or a file, but got "nope"/,
  ],
  [
    'loadClassifier() of no name',
    () => library.loadClassifier('nope'),
    'bad-option',
    /to be bvlc .*or a file/,
  ],
  ['loadClassifier(null)', () => library.loadClassifier(untyped(null)), 'bad-option', /but got null/],
  [
    'draw() of pixels that are none',
    () => library.draw(untyped({ width: 1, height: 1, data: 'x' }), []),
    'bad-image',
    /pixels/,
  ],
  [
    'draw() without detections',
    () => library.draw(image, untyped(undefined)),
    'bad-option',
    /detections to be an array/,
  ],
  [
    'draw() with a wrong box',
    () => library.draw(image, untyped([{ class: 'cat', score: 1, box: [1, 2, 3, 4] }])),
    'bad-option',
    /box of a detection.*but got an array/,
  ],
])('%s', (_, call, code, message) => {
  it('is refused with what was expected and what came', async () => {
    const error = await new Promise((resolve, reject) => {
      Promise.resolve()
        .then(call)
        .then(() => reject(new Error('Expected an error, but none came.')), resolve);
    });
    expect(error).toBeInstanceOf(library.RcnnError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect((error as Error).message.length).toBeLessThan(500);
  });
});
