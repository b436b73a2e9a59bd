import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { UnitComputer } from '../../../src/jobs/compute/unit-computer.js';
import type { ListedImage } from '../../../src/jobs/image-list.js';
import { LocalFiles } from '../../../src/jobs/local-files.js';
import { mergeUnits } from '../../../src/jobs/merge-units.js';
import { processUnit } from '../../../src/jobs/process-unit.js';
import type { UnitJob } from '../../../src/jobs/queue/queued-units.js';
import { FolderStorage } from '../../../src/jobs/storage/folder-storage.js';
import { sha256Of } from '../../../src/jobs/stored-run.js';
import { submitRun } from '../../../src/jobs/submit.js';
import { listUnits, unitText } from '../../../src/jobs/unit-file.js';
import { stubComputer, stubImages, stubSubmission, writeStubRun } from '../../support/stub-run.js';

const folder = mkdtempSync(join(tmpdir(), 'unit-'));
afterAll(() => rmSync(folder, { recursive: true }));
let stores = 0;

/** A run of 16 images as one unit, and a queue that is a list. */
async function oneUnit({
  count = 16,
  batch = 1,
  computer = stubComputer() as UnitComputer,
  images = stubImages(count) as readonly ListedImage[],
} = {}) {
  const at = join(folder, `${stores++}`);
  const storage = new FolderStorage(at);
  const waiting: UnitJob[] = [];
  const queue = {
    add: async (units: readonly UnitJob[]) => void waiting.push(...units),
    units: async () => ({ waiting, active: [], delayed: [], failed: [] }),
  };
  const { id } = await submitRun(storage, queue, {
    ...stubSubmission(count, folder, { unit: 16, batch }),
    images,
  });
  const stop = new AbortController();
  const bench = { storage, queue, computer, files: new LocalFiles(join(at, 'cache')), signal: stop.signal };
  return { at, storage, waiting, id, stop, bench };
}

/** Computes some images only, as when it is told to stop. */
const stopsAfter = (images: number): UnitComputer => {
  const whole = stubComputer();
  return { ...whole, compute: (task, all, signal) => whole.compute(task, all.slice(0, images), signal) };
};

describe('processUnit', () => {
  it('finds an image that kills its workers by halves, gives it an error line, and every other its result', async () => {
    const { at, storage, waiting, id, bench } = await oneUnit();
    const killer = 11;
    const deaths = new Map<string, number>();
    let killed = 0;
    while (waiting.length > 0) {
      const unit = waiting.shift()!;
      const name = `${unit.from}-${unit.to}`;
      const before = deaths.get(name) ?? 0;
      const lethal = unit.from <= killer && killer < unit.to;
      // The worker dies where it would compute: not when it divides the unit or gives the image up.
      const computes = before === 0 || (unit.to - unit.from === 1 && before < 2);
      if (lethal && computes) {
        deaths.set(name, before + 1);
        killed++;
        waiting.push(unit);
        continue;
      }
      const halved = before > 0 && unit.to - unit.from > 1;
      expect(await processUnit(unit, { deaths: before }, bench)).toBe(halved ? 'halved' : 'done');
    }
    expect(killed).toBe(6); // 16, 8, 4, 2, and the image alone twice
    await mergeUnits(storage, id, join(at, 'merged'));
    const lines = readFileSync(join(at, 'merged', 'results.ndjson'), 'utf8')
      .trimEnd()
      .split('\n');
    const errors = lines.map((line) => JSON.parse(line)).filter(({ error }) => error);
    expect(lines).toHaveLength(16);
    expect(errors).toEqual([
      { image: `image-${killer}`, error: expect.stringContaining('needs more memory') },
    ]);
  });

  it.each([
    ['in the middle', 1, 5, 5],
    ['within a batch: from where it began', 4, 6, 4],
    ['before the first batch is whole: all of it', 8, 6, 0],
  ])('stopped %s, keeps what is done and hands back the rest', async (_, batch, done, kept) => {
    const { at, storage, waiting, id, bench } = await oneUnit({ batch, computer: stopsAfter(done) });
    const unit = waiting.shift()!;
    expect(await processUnit(unit, { deaths: 0 }, bench)).toBe(kept === 0 ? 'again' : 'part');
    expect(waiting).toEqual(kept === 0 ? [] : [{ run: id, from: kept, to: 16 }]);
    await processUnit(waiting[0] ?? unit, { deaths: 0 }, { ...bench, computer: stubComputer() });
    await mergeUnits(storage, id, join(at, 'merged'));
  });

  it('done twice gives one file, and a unit that is done is not computed again', async () => {
    const { storage, waiting, id, bench } = await oneUnit();
    const log = join(folder, 'log');
    const computer = stubComputer({ log });
    await processUnit(waiting[0]!, { deaths: 0 }, { ...bench, computer });
    await processUnit(waiting[0]!, { deaths: 0 }, { ...bench, computer });
    expect(await listUnits(storage, id)).toHaveLength(1);
    expect(readFileSync(log, 'utf8').trimEnd().split('\n')).toHaveLength(16);
  });

  it('a unit whose halves, or halves of them, are stored is not computed again; one that lacks a piece is', async () => {
    const { storage, waiting, id, bench } = await oneUnit();
    const log = join(folder, 'pieces');
    const work = (from: number, to: number) =>
      processUnit({ run: id, from, to }, { deaths: 0 }, { ...bench, computer: stubComputer({ log }) });
    const computed = () => readFileSync(log, 'utf8').trimEnd().split('\n').length;
    await work(8, 16);
    await work(0, 4);
    await work(4, 6);
    expect(computed()).toBe(14);
    await work(6, 8);
    expect(await processUnit(waiting[0]!, { deaths: 0 }, bench)).toBe('done');
    expect(computed()).toBe(16);
    expect(await listUnits(storage, id)).toHaveLength(4);
    const lacking = await oneUnit({ count: 16 });
    await processUnit({ run: lacking.id, from: 0, to: 8 }, { deaths: 0 }, lacking.bench);
    await processUnit(lacking.waiting[0]!, { deaths: 0 }, lacking.bench);
    expect((await listUnits(lacking.storage, lacking.id)).map(({ to }) => to)).toEqual([8, 16]);
  });
});

describe('the photographs of a unit', () => {
  const at = (name: string) => join(folder, name);
  /** Two images, of which the first is a file. */
  const submitted = async () => {
    writeFileSync(at('image-0.jpg'), 'a photograph');
    const listed = (i: number, sha256: string | null) => ({
      id: `image-${i}`,
      file: `image-${i}.jpg`,
      sha256,
    });
    return oneUnit({ count: 2, images: [listed(0, sha256Of('a photograph')), listed(1, null)] });
  };

  it.each([
    ['that changed', () => writeFileSync(at('image-0.jpg'), 'another'), 'bad-file', 'other contents then'],
    ['that is gone', () => rmSync(at('image-0.jpg')), 'file-not-found', '--images'],
    [
      'that was not there',
      () => writeFileSync(at('image-1.jpg'), 'new'),
      'bad-file',
      'could not be read then',
    ],
  ])('one %s fails it, and nothing is stored', async (_, change, code, part) => {
    const { storage, waiting, id, bench } = await submitted();
    change();
    const work = processUnit(waiting[0]!, { deaths: 0 }, bench);
    await expect(work).rejects.toMatchObject({ code, message: expect.stringContaining(part) });
    expect(await listUnits(storage, id)).toEqual([]);
    rmSync(at('image-1.jpg'), { force: true });
    writeFileSync(at('image-0.jpg'), 'a photograph');
    expect(await processUnit(waiting[0]!, { deaths: 0 }, bench)).toBe('done');
  });

  it('of a folder that goes away while it is computed make no error lines', async () => {
    const { storage, waiting, id, bench } = await submitted();
    const computer = stubComputer({ onImage: () => rmSync(at('image-0.jpg'), { force: true }) });
    await expect(processUnit(waiting[0]!, { deaths: 0 }, { ...bench, computer })).rejects.toThrow(
      'cannot be read',
    );
    expect(await listUnits(storage, id)).toEqual([]);
  });
});

describe('mergeUnits', () => {
  it('gives the files of one process', async () => {
    const { at, storage, waiting, id, bench } = await oneUnit({ count: 40 });
    for (const unit of waiting.reverse()) await processUnit(unit, { deaths: 0 }, bench);
    await mergeUnits(storage, id, join(at, 'merged'));
    await writeStubRun(join(at, 'whole'), 40);
    for (const file of ['results.ndjson', 'manifest.json']) {
      expect(readFileSync(join(at, 'merged', file))).toEqual(readFileSync(join(at, 'whole', file)));
    }
  });

  it('says how many images are missing', async () => {
    const { at, storage, waiting, id, bench } = await oneUnit({ count: 40 });
    await processUnit(waiting[0]!, { deaths: 0 }, bench);
    const missing = (part: RegExp) =>
      expect(mergeUnits(storage, id, join(at, 'merged'))).rejects.toMatchObject({
        code: 'incomplete',
        message: expect.stringMatching(part),
      });
    await missing(/all 40 images .* 24 are missing, first image 17\. Wait while .* at work or waiting/);
    await processUnit({ run: id, from: 16, to: 39 }, { deaths: 0 }, bench);
    await missing(/ 1 is missing, first image 40/);
  });

  it('refuses classes of machines that each have a part, unless told; takes one that has all', async () => {
    const { at, storage, waiting, id, bench } = await oneUnit({ count: 32 });
    const other = { runtime: 'another 1.0', cpu: 'x64 avx' };
    const foreign = (from: number) => {
      const lines = Array.from({ length: 16 }, (_, i) => `{"image":"image-${from + i}","detections":[]}\n`);
      const name = `units/${id}/${String(from).padStart(9, '0')}-${String(from + 16).padStart(9, '0')}-00000000-0000000000000000.ndjson`;
      return storage.create(name, unitText(id, { from, to: from + 16 }, other, lines));
    };
    await processUnit(waiting[0]!, { deaths: 0 }, bench);
    await foreign(16);
    const out = join(at, 'merged');
    await expect(mergeUnits(storage, id, out)).rejects.toThrow(/16 by 00000000.*--mixed/);
    const { machine } = await mergeUnits(storage, id, out, { mixed: true });
    expect(machine.cpu).toBe('any + x64 avx');
    await foreign(0);
    expect((await mergeUnits(storage, id, join(at, 'one-class'))).machine).toEqual(other);
  });

  it('refuses results that were changed', async () => {
    const { at, storage, waiting, id, bench } = await oneUnit();
    await processUnit(waiting[0]!, { deaths: 0 }, bench);
    const { key } = (await listUnits(storage, id))[0]!;
    const file = join(at, key);
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -5));
    await expect(mergeUnits(storage, id, join(at, 'merged'))).rejects.toMatchObject({ code: 'bad-file' });
  });
});
