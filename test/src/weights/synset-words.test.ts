import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { imagenetClasses } from '../../../src/weights/imagenet-classes.js';
import { parseSynsetWords } from '../../../src/weights/synset-words.js';
import { describeWith, shared } from '../../support/shared.js';

describe('parseSynsetWords', () => {
  it('reads id and names, whatever the line ends and the blank end of the file', () => {
    expect(parseSynsetWords('n02012849 crane\r\nn03126707 crane, derrick\n\n', 'a file')).toEqual([
      { wnid: 'n02012849', name: 'crane' },
      { wnid: 'n03126707', name: 'crane, derrick' },
    ]);
  });

  it.each([
    ['a name without an id', 'n01440764 tench\ngoldfish', 'line 2 of words.txt'],
    ['an id without a name', 'n01440764', 'line 1 of words.txt'],
    ['a blank line in between', 'n01440764 tench\n\nn01443537 goldfish', 'line 2 of words.txt'],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseSynsetWords(text, 'words.txt')).toThrow(message);
  });
});

describe('the built-in classes', () => {
  it('are 1,000 in the order of their WordNet ids, which is that of the outputs', () => {
    const ids = imagenetClasses().map(({ wnid }) => wnid);
    expect(new Set(ids).size).toBe(1000);
    expect(ids).toEqual([...ids].sort());
    expect(imagenetClasses()[967]).toEqual({ wnid: 'n07920052', name: 'espresso' });
  });
});

describeWith('weights/synset_words.txt')('the list that BVLC publishes with the network', () => {
  it('is the built-in one', () => {
    const text = readFileSync(shared('weights/synset_words.txt'), 'utf8');
    expect(parseSynsetWords(text, 'synset_words.txt')).toEqual(imagenetClasses());
  });
});
