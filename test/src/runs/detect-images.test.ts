import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Detector } from '../../../detection/detector.js';
import { RcnnError } from '../../../src/errors.js';
import { detectImages } from '../../../src/runs/detect-images.js';
import { ResultsFile } from '../../../src/runs/results-file.js';

const folder = mkdtempSync(join(tmpdir(), 'detect-images-'));
afterAll(() => rmSync(folder, { recursive: true }));

const images = ['a', 'b', 'c'].map((id) => ({ id, file: `${id}.png`, path: `${id}.png` }));
const damaged = new RcnnError('bad-image', 'b.png is damaged');

/** Finds nothing; cannot read `b` unless it is repaired. */
function detectorOf(repaired: boolean): Pick<Detector, 'detectAll'> {
  return {
    async *detectAll(sources: readonly string[]) {
      for (const source of sources) {
        const size = { width: 4, height: 4 };
        if (source === 'b.png' && !repaired) yield { source, error: damaged };
        else yield { source, ...size, detections: [], warnings: [] };
      }
    },
  } as unknown as Pick<Detector, 'detectAll'>;
}

async function run(name: string, repaired: boolean, failures?: 'kept' | 'thrown'): Promise<string[]> {
  const path = join(folder, name);
  await using results = await ResultsFile.open(
    path,
    images.map(({ id }) => id),
  );
  await detectImages(detectorOf(repaired), images, results, { ...(failures && { failures }) });
  return readFileSync(path, 'utf8').trim().split('\n');
}

it('keeps what cannot be read as a line of its own, and goes on', async () => {
  const lines = await run('kept', false);
  expect(lines.map((line) => 'error' in JSON.parse(line))).toEqual([false, true, false]);
});

it('or ends there, so that the same call goes on once the image is repaired', async () => {
  await expect(run('thrown', false, 'thrown')).rejects.toBe(damaged);
  const lines = await run('thrown', true, 'thrown');
  expect(lines.map((line) => JSON.parse(line).image)).toEqual(['a', 'b', 'c']);
});
