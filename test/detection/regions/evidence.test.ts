import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { EvidenceReader } from '../../../detection/regions/evidence.js';
import type { Engine } from '../../../src/engines/engine.js';
import { googlenet } from '../../../src/googlenet/googlenet.js';
import type { SharedTrunk } from '../../../src/trunk/shared-trunk.js';

it('leaves no rejection unhandled when disposed of after its network did not compile', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const engine = { compile: () => Promise.reject(new Error('out of memory')) } as unknown as Engine;
  const trunk = { map: async () => ({}) } as unknown as SharedTrunk;
  const reader = new EvidenceReader({
    ...{ engine, trunk },
    network: googlenet({ classes: 2 }),
    weights: new Map(),
  });
  const image = { width: 8, height: 8, data: new Uint8Array(3 * 8 * 8) };
  await expect(reader.read(image, { x1: 0, y1: 0, x2: 8, y2: 8 }, 'scores')).rejects.toThrow('out of memory');
  reader[Symbol.dispose]();
  await setImmediate();
  expect(unhandled).toEqual([]);
});
