/**
 * Stands in for the process of the network: images named in POISON bring it down, as a lack of memory does; each takes
 * all of a core for BUSY milliseconds, and leaves a line in the file LOG.
 */
import { appendFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

const { POISON = '', BUSY = '0', LOG } = process.env;
const poison = new Set(POISON.split(','));
let stopped = false;
process.on('disconnect', () => process.exit());
process.on('message', async ({ type, images, task }) => {
  stopped = type === 'stop';
  if (type !== 'compute') return;
  if (task.recipe.options.engine === 'absent')
    return process.send({ type: 'failed', code: 'engine-unavailable', message: 'no engine' });
  if (task.recipe.options.engine === 'too-large') return process.exit(9);
  process.send({ type: 'loaded' });
  for (const { id } of images) {
    if (stopped) break;
    if (poison.has(id)) process.kill(process.pid, 'SIGKILL');
    for (const end = performance.now() + Number(BUSY); performance.now() < end; );
    if (LOG) appendFileSync(LOG, `${id}\n`);
    await new Promise((resolve) =>
      process.send({ type: 'line', line: `${JSON.stringify({ image: id })}\n` }, resolve),
    );
    await setImmediate(); // lets messages in
  }
  process.send({ type: 'done' });
});
