import { describe, expect, it } from 'vitest';
import { datasetFolder } from '../../../../support/dataset-folder.js';
import { vocXml } from '../../../../support/label-files.js';

const { write, json } = datasetFolder();

describe('stats', () => {
  it('counts by class, size and split', async () => {
    const path = await write({
      'train/a.xml': vocXml('a.jpg'),
      'valid/b.xml': vocXml('b.jpg')
        .replace('<xmax>80</xmax>', '<xmax>200</xmax>')
        .replace('<ymax>60</ymax>', '<ymax>100</ymax>'),
      'valid/c.xml': vocXml('c.jpg', 'plate').replace('<xmax>80</xmax>', '<xmax>30</xmax>'),
      'valid/d.xml': vocXml('d.jpg').replace(/<object>[\s\S]*<\/object>/, ''),
    });
    expect((await json('stats', path)).value).toEqual({
      images: 4,
      objects: 3,
      empty: 1,
      mostObjects: 1,
      splits: { train: 1, val: 3 },
      classes: [
        {
          name: 'mug',
          objects: 2,
          images: 2,
          small: 0,
          medium: 1,
          large: 1,
          medianSide: 120,
          splits: { train: 1, val: 1 },
        },
        {
          name: 'plate',
          objects: 1,
          images: 1,
          small: 1,
          medium: 0,
          large: 0,
          medianSide: 50,
          splits: { val: 1 },
        },
      ],
    });
  });
});
