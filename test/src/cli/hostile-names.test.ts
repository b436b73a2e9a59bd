/** Names from data sets and files reach no terminal and no report as they are: they may hold commands. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../../support/run-in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'names-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);

const HOSTILE = '\u001b[2J\u001b]0;owned\u0007cat\u202egpj\u009b1m\rgone\nerror: forged';

writeFileSync(
  path('truth.json'),
  JSON.stringify({
    images: [{ id: 1, file_name: `${HOSTILE}.jpg`, width: 50, height: 40 }],
    annotations: [
      { id: 1, image_id: 1, category_id: 7, bbox: [1, 2, 30, 4], iscrowd: 0 },
      { id: 2, image_id: 1, category_id: 7, bbox: [1, 2, 3000, 4], iscrowd: 0 },
    ],
    categories: [{ id: 7, name: HOSTILE }],
  }),
);
writeFileSync(
  path('found.json'),
  JSON.stringify([{ image_id: 1, category_id: 7, bbox: [1, 2, 30, 4], score: 0.5 }]),
);

/** Without our own colours. */
function expectSafe(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const colorless = text.replace(/\u001b\[(?:[0-2]|22|3[0-79])m/g, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(colorless).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
}

const evaluate = [
  'evaluate',
  '--protocol',
  'coco',
  '--truth',
  path('truth.json'),
  '--detections',
  path('found.json'),
];

describe('a hostile name', () => {
  it.each([
    ['in a table of numbers', evaluate],
    ['in doubtful records', ['dataset', 'check', path('truth.json')]],
    ['of a class that is asked for', [...evaluate, '--classes', `${HOSTILE}s`]],
    ['of a file that is missing', ['weights', 'info', `${HOSTILE}.safetensors`]],
    ['of a photograph that is missing', ['detect', `${HOSTILE}.jpg`]],
    ['of an option', ['summary', `--${HOSTILE}`]],
    ['of a command', [HOSTILE]],
  ])('is shown %s', async (_, args) => {
    const { out, err } = await runInProcess(...args);
    expect(out + err).toContain('owned');
    expect(out + err).not.toMatch(/^error: forged/m);
    expectSafe(out + err);
  });

  it.each(['html', 'md'])('is shown in a report as .%s', async (ending) => {
    const report = path(`report.${ending}`);
    expect((await runInProcess(...evaluate, '--report', report)).code).toBe(0);
    const text = readFileSync(report, 'utf8');
    expect(text).toContain('owned');
    expectSafe(text);
  });

  it('stays what it is in JSON', async () => {
    const { out } = await runInProcess(...evaluate, '--json');
    expect(JSON.parse(out).perClass[0].class).toBe(HOSTILE);
    expectSafe(out.replaceAll(/\u202e|\u009b/g, ''));
  });
});
