import { expect, it, vi } from 'vitest';
import { googlenet } from '../../../src/googlenet/googlenet.js';
import { sharedMap } from '../../../src/googlenet/region-network.js';
import { SharedTrunk } from '../../../src/trunk/shared-trunk.js';

it('makes the map of an image again after it could not be made once', async () => {
  const map = { data: Float32Array.of(1), shape: [1, 1, 1, 1] };
  const run = vi
    .fn()
    .mockRejectedValueOnce(new Error('out of memory'))
    .mockResolvedValue({ [sharedMap.name]: map });
  const compile = async () => ({ run, dispose: () => {}, [Symbol.dispose]: () => {} });
  using trunk = await SharedTrunk.create({
    engine: { name: 'stub', compile },
    network: googlenet({ classes: 2 }),
    weights: new Map(),
    input: { channelOrder: 'bgr', mean: [104, 117, 123] },
    scale: { shortSide: 64, longSide: 128 },
  });
  const image = { width: 8, height: 8, data: new Uint8Array(3 * 8 * 8) };
  await expect(trunk.map(image)).rejects.toThrow('out of memory');
  expect((await trunk.map(image)).map).toBe(map);
  await trunk.map(image);
  expect(run).toHaveBeenCalledTimes(2);
});
