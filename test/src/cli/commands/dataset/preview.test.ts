import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../../../../src/platform/node/decode.js';
import { datasetFolder } from '../../../../support/dataset-folder.js';
import { vocXml } from '../../../../support/label-files.js';

const { write, outPath, run, json, labelled } = datasetFolder();

describe('preview', () => {
  it('draws the labels on a sheet', async () => {
    const out = outPath('sheet.png');
    const { code, value } = await json(
      'preview',
      await labelled({ a: 'mug', b: 'plate', c: 'mug' }),
      '--out',
      out,
      '--class',
      'mug',
    );
    expect([code, value]).toEqual([0, { out, photographs: 2, of: 3, unreadable: 0 }]);
    const { width, height, data } = await decodeImage(out);
    expect(width).toBeGreaterThan(800);
    expect(height).toBeGreaterThan(200);
    // The plain photographs are bluish, the sheet is grey: strong colours are the boxes.
    let drawn = 0;
    for (let i = 0; i < data.length; i += 3) if (data[i]! - data[i + 2]! > 60) drawn++;
    expect(drawn).toBeGreaterThan(500);
  });

  it('refuses when no photograph is there', async () => {
    const path = await write({ 'a.xml': vocXml('a.jpg') });
    const { code, err } = await run('preview', path, '--out', outPath('sheet.png'));
    expect([code, err]).toEqual([1, expect.stringContaining('none of 1 can be read')]);
  });
});
