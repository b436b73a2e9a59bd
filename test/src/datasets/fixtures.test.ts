import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCoco } from '../../../src/datasets/coco/instances.js';
import { readCocoResults } from '../../../src/datasets/coco/results.js';
import { writeCocoResults } from '../../../src/datasets/coco/write.js';
import { readFolders } from '../../../src/datasets/folders.js';
import { describeWith, shared } from '../../support/shared.js';

describeWith('fixtures/coco-eval-100')('the COCO fixture', () => {
  it('is read whole, and its results are written as they were', async () => {
    const folder = shared('fixtures', 'coco-eval-100');
    const dataset = await readCoco(join(folder, 'instances_val2014_100.json'));
    expect([dataset.images.length, dataset.truth.length, dataset.classes.length]).toEqual([100, 839, 80]);
    const results = join(folder, 'instances_val2014_fakebbox100_results.json');
    const written = join(tmpdir(), `coco-results-${process.pid}.json`);
    await writeCocoResults(written, await readCocoResults(results, dataset), dataset);
    const [before, after] = await Promise.all([results, written].map((file) => readFile(file, 'utf8')));
    expect(JSON.parse(after!)).toEqual(JSON.parse(before!));
  });
});

describeWith('data/imagenette-160')('folders of classes', () => {
  it('are read sorted, with wnids', async () => {
    const { images, classes, label } = await readFolders(shared('data', 'imagenette-160', 'val'));
    expect([images.length, classes.length, label.length]).toEqual([3925, 10, 3925]);
    expect(classes[0]).toEqual({ name: 'n01440764', id: 1, wnid: 'n01440764' });
    expect(label.at(-1)).toBe(9);
  });
});
