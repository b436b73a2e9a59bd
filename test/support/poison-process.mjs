/** Stands in for the process of the network: images named in POISON bring it down, as a lack of memory does. */
const poison = new Set((process.env.POISON ?? '').split(','));
process.on('disconnect', () => process.exit());
process.on('message', async ({ type, images, task }) => {
  if (type !== 'compute') return;
  if (task.recipe.options.engine === 'absent')
    return process.send({ type: 'failed', code: 'engine-unavailable', message: 'no engine' });
  if (task.recipe.options.engine === 'too-large') return process.exit(9);
  process.send({ type: 'loaded' });
  for (const { id } of images) {
    if (poison.has(id)) process.kill(process.pid, 'SIGKILL');
    await new Promise((resolve) =>
      process.send({ type: 'line', line: `${JSON.stringify({ image: id })}\n` }, resolve),
    );
  }
  process.send({ type: 'done' });
});
