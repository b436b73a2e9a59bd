import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { EvidenceReader } from '../../../detection/regions/evidence.js';
import type { Engine } from '../../../src/engines/engine.js';
import { googlenet } from '../../../src/googlenet/googlenet.js';
import { lastMap } from '../../../src/googlenet/region-network.js';
import type { SharedTrunk } from '../../../src/trunk/shared-trunk.js';

const image = { width: 8, height: 8, data: new Uint8Array(3 * 8 * 8) };
const box = { x1: 0, y1: 0, x2: 8, y2: 8 };
const map = { data: Float32Array.of(1), shape: [1, 1, 1, 1] };
const trunk = { map: async () => ({ map, input: { width: 8, height: 8 } }) } as unknown as SharedTrunk;

it('leaves no rejection unhandled when disposed of after its network did not compile', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const engine = { compile: () => Promise.reject(new Error('out of memory')) } as unknown as Engine;
  const reader = new EvidenceReader({
    ...{ engine, trunk },
    network: googlenet({ classes: 2 }),
    weights: new Map(),
  });
  await expect(reader.read(image, box, 'scores')).rejects.toThrow('out of memory');
  reader[Symbol.dispose]();
  await setImmediate();
  expect(unhandled).toEqual([]);
});

it('compiles again after its network did not compile once', async () => {
  const compile = vi
    .fn()
    .mockRejectedValueOnce(new Error('out of memory'))
    .mockResolvedValue({ run: async () => ({ [lastMap]: map }), [Symbol.dispose]: () => {} });
  const head = { shape: [1], data: Float32Array.of(2) };
  using reader = new EvidenceReader({
    ...{ engine: { name: 'stub', compile }, trunk },
    network: googlenet({ classes: 2 }),
    weights: new Map([
      ['scores/weight', head],
      ['scores/bias', head],
    ]),
  });
  await expect(reader.read(image, box, 'scores')).rejects.toThrow('out of memory');
  expect(await reader.read(image, box, 'scores')).toMatchObject({ map });
  await reader.read(image, box, 'scores');
  expect(compile).toHaveBeenCalledTimes(2);
});
