/** The rule of README.md: 2 where the command must change, 1 where the command is right and something else is not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commandTable } from '../../../src/cli/command-table.js';
import { runInProcess } from '../../support/run-in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'exit-codes-'));
afterAll(() => rmSync(folder, { recursive: true }));
const absent = join(folder, 'absent');
const truth = join(folder, 'truth.ndjson');
writeFileSync(
  truth,
  '{"classes":[{"name":"cat","id":1}]}\n{"image":"a","width":9,"height":9,"objects":[]}\n',
);

const commands = commandTable.flatMap((entry) => {
  const word = entry.usage.split(' ')[0]!;
  return 'commands' in entry ? entry.commands.map(({ usage }) => `${word} ${usage.split(' ')[0]}`) : [word];
});

describe('an option that there is not', { timeout: 60_000 }, () => {
  it.each(commands)('%s', async (command) => {
    const { code, err } = await runInProcess(...command.split(' '), '--frobnicate');
    expect([code, err]).toEqual([2, expect.stringMatching(/--help shows what can be given/)]);
  });
});

describe('a file that is not there is 1', { timeout: 60_000 }, () => {
  it.each([
    `detect ${absent}.jpg`,
    `propose ${absent}.jpg`,
    `dataset check ${absent}`,
    `dataset stats ${absent}`,
    `dataset convert ${absent} --to coco --out ${folder}/x.json`,
    `dataset split ${absent} --out ${folder}/x`,
    `dataset rename ${absent} a=b --out ${folder}/x`,
    `train detector --data ${absent}`,
    `evaluate --protocol coco --truth ${absent} --detections ${absent}`,
    `weights info ${absent}.safetensors`,
    `weights verify ${absent}.safetensors`,
  ])('%s', async (command) => {
    const { code, err } = await runInProcess(...command.split(' '));
    expect([code, err]).toEqual([1, expect.stringContaining('absent')]);
  });
});

describe('a name that there is not is 2', { timeout: 60_000 }, () => {
  it.each([
    `detect ${folder} --engine nosuch`,
    `dataset convert ${truth} --to nosuch --out x`,
    `dataset drop ${truth} nosuch --out ${folder}/x.ndjson`,
    `train detector --data ${truth} --base nosuch`,
    `evaluate --protocol nosuch --truth ${truth} --detections x`,
    `weights info nosuch`,
  ])('%s', async (command) => {
    const { code, err } = await runInProcess(...command.split(' '));
    expect([code, err]).toEqual([2, expect.stringContaining('nosuch')]);
  });
});
