/** `dataset` commands on sets that tests write. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { photograph, type Tree, vocXml, writeTree } from './label-files.js';
import { runInProcess } from './run-in-process.js';

/** A folder for the tests of one file, and the commands on what is in it. */
export function datasetFolder() {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dataset-commands-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  let made = 0;
  const write = (tree: Tree) => writeTree(join(folder, `set ${made++}`), tree);
  const outPath = (name: string) => join(folder, `out ${made++}`, name);
  const run = (...args: string[]) => runInProcess('dataset', ...args);
  const json = async (...args: string[]) => {
    const { code, out } = await run(...args, '--json');
    return { code, value: JSON.parse(out) as Record<string, unknown> };
  };

  /** labelImg's layout: for each name a photograph of its own shade, and the class of its object. */
  const labelled = async (classes: Readonly<Record<string, string>>): Promise<string> => {
    const tree: Record<string, string | Uint8Array> = {};
    for (const [index, [name, label]] of Object.entries(classes).entries()) {
      tree[`${name}.xml`] = vocXml(`${name}.jpg`, label);
      tree[`${name}.jpg`] = await photograph({ shade: index });
    }
    return write(tree);
  };
  return { write, outPath, run, json, labelled };
}
