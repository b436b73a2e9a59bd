import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkBoxes, checkPhotographs } from '../../../src/datasets/check.js';
import { TruthBuilder } from '../../../src/datasets/columns.js';
import type { Problem } from '../../../src/datasets/problem.js';

const images = [{ id: 'a', file: 'a.png', width: 10, height: 8 }];
const classes = [{ name: 'cat', id: 1 }];

function doubts(...boxes: readonly [number, number, number, number][]): Problem[] {
  const truth = new TruthBuilder();
  boxes.forEach(([x1, y1, x2, y2], index) => {
    truth.add({ image: 0, class: 0, x1, y1, x2, y2, flags: 0 }, { file: 0, line: index + 1 });
  });
  const problems: Problem[] = [];
  checkBoxes(truth.finish(['a.xml']), { images, classes }, (problem) => problems.push(problem));
  return problems;
}

describe('checkBoxes', () => {
  it.each<[string, [number, number, number, number], string[]]>([
    ['the whole image is inside', [0, 0, 10, 8], []],
    ['a hair to the right is outside', [0, 0, 10.001, 8], ['outside-image']],
    ['a pixel to the left is outside', [-1, 0, 10, 8], ['outside-image']],
    ['a line has no area', [1, 1, 1, 5], ['zero-area']],
    ['a box with its corners exchanged has no area', [5, 5, 1, 1], ['zero-area']],
  ])('%s', (_, box, kinds) => {
    expect(doubts(box).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('names both lines of a duplicate', () => {
    const [problem, ...others] = doubts([1, 1, 2, 2], [3, 3, 4, 4], [1, 1, 2, 2]);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ kind: 'duplicate', file: 'a.xml', line: 3 });
    expect(problem?.message).toContain('line 1');
  });
});

describe('checkPhotographs', () => {
  let root = '';
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'check-'));
    const background = { r: 1, g: 2, b: 3 };
    await sharp({ create: { width: 10, height: 8, channels: 3, background } }).toFile(join(root, 'a.png'));
  });
  afterAll(() => rm(root, { recursive: true }));

  it.each([
    ['of the recorded size', images, []],
    ['of another size', [{ ...images[0]!, width: 9 }], ['size-mismatch']],
    ['of no recorded size', [{ ...images[0]!, width: 0, height: 0 }], []],
    ['that is missing', [{ ...images[0]!, file: 'b.png' }], ['missing-file']],
  ])('a photograph %s', async (_, records, kinds) => {
    const found: string[] = [];
    const truth = new TruthBuilder().finish([]);
    await checkPhotographs(
      { images: records, classes, truth, root },
      { onProblem: ({ kind }) => found.push(kind) },
    );
    expect(found).toEqual(kinds);
  });

  it('sizes and boxes are judged in the upright picture', async () => {
    const turned = { id: 'turned', file: 'turned.jpg' };
    await sharp(join(root, 'a.png')).withMetadata({ orientation: 6 }).jpeg().toFile(join(root, turned.file));
    const look = async (size: { width: number; height: number }) => {
      const found: string[] = [];
      const truth = new TruthBuilder().finish([]);
      const sized = await checkPhotographs(
        { images: [{ ...turned, ...size }], classes, truth, root },
        { onProblem: ({ kind }) => found.push(kind) },
      );
      return { found, size: [sized[0]!.width, sized[0]!.height] };
    };
    expect(await look({ width: 8, height: 10 })).toEqual({ found: [], size: [8, 10] });
    expect(await look({ width: 10, height: 8 })).toEqual({ found: ['size-mismatch'], size: [8, 10] });
    expect(await look({ width: 0, height: 0 })).toEqual({ found: [], size: [8, 10] });
  });
});
