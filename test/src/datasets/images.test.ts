import { describe, expect, it } from 'vitest';
import { belowCommonFolder } from '../../../src/datasets/image-paths.js';
import { cocoImageIds, ImageFinder, listImageIds } from '../../../src/datasets/images.js';

const images = (...files: string[]) =>
  files.map((file, index) => ({ id: String(index + 1), file, width: 0, height: 0 }));

describe('names below the common folder', () => {
  it.each<[string, string[], string[]]>([
    ['one folder is no part of them', ['val/a.jpg', 'val/b.jpg'], ['a.jpg', 'b.jpg']],
    ['folders that differ are', ['cam1/1.jpg', 'cam2/1.jpg'], ['cam1/1.jpg', 'cam2/1.jpg']],
    ['the common part above them is not', ['x/y/cam1/1.jpg', 'x/y/cam2/1.jpg'], ['cam1/1.jpg', 'cam2/1.jpg']],
    ['an image beside folders', ['a.jpg', 'cam1/a.jpg'], ['a.jpg', 'cam1/a.jpg']],
    ['written on Windows', ['cam1\\1.jpg', 'cam2\\1.jpg'], ['cam1/1.jpg', 'cam2/1.jpg']],
    ['leaving their root', ['images/a.jpg', '..\\..\\upload\\4\\b.jpg'], ['images/a.jpg', 'b.jpg']],
    ['leaving it, with a name that comes twice', ['in/a.jpg', '../x/a.jpg'], ['in/a.jpg', 'x/a.jpg']],
    ['from a drive', ['C:\\data\\a.jpg', 'C:\\data\\b.jpg'], ['a.jpg', 'b.jpg']],
    [
      'the folder that VOC prescribes',
      ['JPEGImages/cam1/1.jpg', 'JPEGImages/2.jpg'],
      ['cam1/1.jpg', '2.jpg'],
    ],
  ])('%s', (_, paths, expected) => expect(belowCommonFolder(paths)).toEqual(expected));
});

describe('the image that a line of results means', () => {
  const tree = images('cam1/0001.jpg', 'cam2/0001.jpg', 'cam2/0002.png');

  it.each<[string, string, number | undefined]>([
    ['its id', '2', 1],
    ['its path', 'cam1/0001.jpg', 0],
    ['a longer path', '/home/me/photos/cam2/0001.jpg', 1],
    ['a path of Windows', 'photos\\cam2\\0001.jpg', 1],
    ['its name, where no other folder has one', '0002.png', 2],
    ['its name without ending', '0002', 2],
    ['its name with another ending', 'cam2/0002.JPG', 2],
    ['a name that two folders have', '0001.jpg', undefined],
    ['a folder that there is not', 'cam3/0001.jpg', undefined],
    ['a folder that there is not, and a name that comes once', 'cam3/0002.png', undefined],
  ])('%s', (_, line, index) => expect(new ImageFinder(tree).find(line)).toBe(index));

  it('a set in one folder is found wherever its photographs lay', () => {
    const finder = new ImageFinder(images('JPEGImages/a.jpg', 'JPEGImages/b.c.jpg'));
    expect(finder.find('elsewhere/a.jpg')).toBe(0);
    expect(finder.find('b.c')).toBe(1);
    expect(finder.find('b')).toBeUndefined();
  });
});

describe('names in other formats', () => {
  it('lists know numbered images by their paths', () => {
    expect(listImageIds(images('cam1/0001.jpg', 'cam2/0001.jpg'))).toEqual(['cam1/0001', 'cam2/0001']);
    expect(listImageIds(images('val2017/7.jpg', 'val2017/8.jpg'))).toEqual(['7', '8']);
  });

  it('numbers are kept to 64 bits, without leading zeros', () => {
    const ids = (...list: string[]) => cocoImageIds(list.map((id) => ({ id })));
    expect(ids('000000397133', '7706992903151817196')).toEqual(['397133', '7706992903151817196']);
    expect(ids('1', '01')).toEqual(['1', '2']);
    expect(ids('2008_000008', '7')).toEqual(['1', '2']);
  });
});
