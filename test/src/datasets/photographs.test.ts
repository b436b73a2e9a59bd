import { expect, it } from 'vitest';
import { Photographs } from '../../../src/datasets/photographs.js';

const photographs = new Photographs('.', ['1.jpg', 'train/1.jpg', 'train/2.JPG', 'a.jpg', 'a.png']);

it.each([
  ['the whole path, with another ending', '1.JPEG', '1.jpg'],
  ['the whole path, without an ending', '1', '1.jpg'],
  ['a path that others end with', 'train/1.png', 'train/1.jpg'],
  ['its name alone, where one photograph has it', 'me/2.jpg', 'train/2.JPG'],
  ['a path written on Windows', 'C:\\me\\train\\1.jpg', 'train/1.jpg'],
  ['nothing where two differ by their endings', 'a', undefined],
])('finds %s: %s', (_name, path, found) => expect(photographs.find(path)).toBe(found));
