import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNdjsonProposals } from '../../../../src/datasets/ndjson/proposals.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proposals-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(...lines: string[]) {
  const path = join(folder, 'boxes.ndjson');
  await writeFile(path, lines.join('\n'));
  return readNdjsonProposals(path);
}

describe('a file of proposals', () => {
  it('gives boxes by image, in order, and passes images that failed and keys it does not need', async () => {
    const found = await read(
      '{"image":"a.jpg","width":9,"boxes":[[0,1,2,3],[4,5,6.5,7]],"timings":{}}',
      '{"image":"b.jpg","error":"Expected an image."}',
      '{"image":"c.jpg","boxes":[]}',
      '',
    );
    expect([...found.keys()]).toEqual(['a.jpg', 'c.jpg']);
    expect(found.get('a.jpg')!.toArray()).toEqual([
      { x1: 0, y1: 1, x2: 2, y2: 3 },
      { x1: 4, y1: 5, x2: 6.5, y2: 7 },
    ]);
    expect(found.get('c.jpg')!.length).toBe(0);
  });

  it.each([
    ['no JSON', '{"image":'],
    ['three coordinates', '{"image":"b.jpg","boxes":[[1,2,3]]}'],
    ['a coordinate that is no number', '{"image":"b.jpg","boxes":[[1,2,3,"4"]]}'],
    ['no image', '{"boxes":[]}'],
    ['an image that comes twice', '{"image":"a.jpg","boxes":[]}'],
  ])('refuses %s, naming file and line', async (_, line) => {
    await expect(read('{"image":"a.jpg","boxes":[]}', line)).rejects.toThrow(/boxes\.ndjson:2/);
  });

  it('names a file that is not there', async () => {
    await expect(readNdjsonProposals(join(folder, 'none.ndjson'))).rejects.toThrow('none.ndjson');
  });
});
