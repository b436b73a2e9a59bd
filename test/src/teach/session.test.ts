import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TeachSession } from '../../../src/teach/session.js';
import { drawScene } from '../../support/photographs.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';

/** Enough for a machine that does other things as well. */
const PATIENCE = 120_000;
const WAIT = 60_000;

let folder: string;
let root: string;
let session: TeachSession;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-'));
  root = join(folder, 'photographs');
  await drawScene(join(root, 'a.png'), { width: 120, height: 90 });
  await drawScene(join(root, 'b.png'), { width: 120, height: 90, seed: 3 });
  const base = await writeTinyDetector(folder);
  session = await TeachSession.open({ root, base, engine: 'onnx' }, () => undefined);
}, PATIENCE);
afterAll(async () => {
  await session?.[Symbol.asyncDispose]();
  if (folder) await rm(folder, { recursive: true });
});

it(
  'ranks the photographs that nobody opened, after it learnt',
  async () => {
    const { boxes } = await session.describe('a.png');
    const some = boxes.filter((_, i) => i % 5 === 0).slice(0, 8);
    const objects = some.map(({ box }) => ({ class: 'mug', box }));
    await session.label('a.png', { objects, background: [] });
    expect(session.next).toEqual({ name: 'b.png', reason: 'order' });
    await session.train();
    await expect
      .poll(() => session.next, { timeout: WAIT })
      .toMatchObject({ reason: 'unsure', class: 'mug' });
  },
  PATIENCE,
);

it(
  'looks anew at a photograph that was replaced, and writes its labels in the new size',
  async () => {
    const nothing = { objects: [], background: [] };
    const size = async () =>
      /<width>(\d+)/.exec(await readFile(join(root, 'Annotations', 'a.xml'), 'utf8'))?.[1];
    const before = await session.describe('a.png');
    expect(before).toMatchObject({ width: 120, height: 90 });
    expect(await session.describe('a.png')).toBe(before);
    await session.label('a.png', nothing);
    expect(await size()).toBe('120');
    await drawScene(join(root, 'a.png'), { width: 100, height: 150 });
    const after = await session.describe('a.png');
    expect(after).toMatchObject({ width: 100, height: 150 });
    expect(Math.max(...after.boxes.map(({ box }) => box.y2))).toBeGreaterThan(90);
    await session.label('a.png', nothing);
    await session.undo(); // to labels of before, on the photograph that is there now
    expect(await size()).toBe('100');
  },
  PATIENCE,
);
