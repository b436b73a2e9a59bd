import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../../src/platform/node/cache-folder.js';

describe('cacheFolder', () => {
  it.each([
    ['its own variable first', { GOOGLENET_RCNN_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/a'],
    ['then the XDG folder', { XDG_CACHE_HOME: '/b' }, '/b/googlenet-rcnn'],
    ['then ~/.cache', {}, join(homedir(), '.cache', 'googlenet-rcnn')],
    [
      'empty is absent',
      { GOOGLENET_RCNN_CACHE: '', XDG_CACHE_HOME: '' },
      join(homedir(), '.cache', 'googlenet-rcnn'),
    ],
  ])('%s', (_, env, expected) => {
    expect(cacheFolder(env)).toBe(expected);
  });
});
