import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readDataset } from '../../../../src/datasets/formats.js';
import { boxesByImage, photograph, vocXml, writeTree } from '../../../support/label-files.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rotated-'));
});
afterAll(() => rm(folder, { recursive: true }));

const rotated = (angle: string, more = '') =>
  vocXml('a.jpg').replace(
    /<bndbox>.*<\/bndbox>/s,
    `<robndbox><cx>50.0</cx><cy>35.0</cy><w>60.0</w><h>40.0</h><angle>${angle}</angle></robndbox>${more}`,
  );
const read = async (xml: string) =>
  boxesByImage(
    await readDataset(await writeTree(folder, { 'a.xml': xml, 'a.jpg': await photograph() }), {
      format: 'voc',
    }),
  );

it.each([
  ['that is not turned', '0', ['mug', 20, 15, 80, 55]],
  ['turned by a quarter', `${Math.PI / 2}`, ['mug', 30, 5, 70, 65]],
  ['turned by a half', '3.14159265', ['mug', 20, 15, 80, 55]],
])('of roLabelImg, %s, is the upright box around it', async (_, angle, expected) => {
  expect(await read(rotated(angle))).toEqual({ a: [expected] });
});

it('is refused where its numbers are none', async () => {
  await expect(read(rotated('north'))).rejects.toThrow('expected <angle> of the mug to be a number');
});

it('is passed by beside an upright box', async () => {
  const box = '<bndbox><xmin>21</xmin><ymin>11</ymin><xmax>80</xmax><ymax>60</ymax></bndbox>';
  expect(await read(rotated('1', box))).toEqual({ a: [['mug', 20, 10, 80, 60]] });
});
