import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadDetector } from '../../src/index.js';
import { packageRoot } from '../../src/platform/node/package-root.js';

/** Milliseconds between two ticks: a pause of as much misses one. */
const TICK = 50;

/** Share of the ticks of a clock that the event loop was free for while the work ran. */
async function ticksKept(work: () => Promise<unknown>): Promise<number> {
  let ticks = 0;
  const began = performance.now();
  const clock = setInterval(() => ticks++, TICK);
  await work();
  clearInterval(clock);
  return ticks / ((performance.now() - began) / TICK);
}

it.skipIf(!existsSync(join(packageRoot, 'models', 'voc.safetensors')))(
  'detections leave the event loop free: hardly a tick is missed, where in the calling thread most are',
  async () => {
    const image = join(packageRoot, 'examples', 'images', 'chelsea.png');
    const kept = async (worker: boolean) => {
      using detector = await loadDetector('voc', { worker, count: 100 });
      await detector.detect(image); // compiles the network
      return ticksKept(() => Promise.all([detector.detect(image), detector.detect(image)]));
    };
    expect(await kept(true)).toBeGreaterThan(0.8);
    expect(await kept(false)).toBeLessThan(0.5);
  },
  180_000,
);
