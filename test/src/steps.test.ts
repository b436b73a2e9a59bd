import { expect, it } from 'vitest';
import { finish, inTurns, type Steps } from '../../src/steps.js';

/** Each step takes longer than a turn. */
function* slow(closed: () => void, total = 4): Steps<string> {
  try {
    for (let done = 1; done <= total; done++) {
      const until = performance.now() + 110;
      while (performance.now() < until);
      yield { stage: 'counting', done, total };
    }
    return 'counted';
  } finally {
    closed();
  }
}

it('a long computation gives way to other events, tells how far it is, and returns what it would at one go', async () => {
  const seen: (number | string)[] = [];
  const timer = setInterval(() => seen.push('free'));
  const result = await inTurns(
    slow(() => {}),
    { onProgress: ({ done }) => seen.push(done) },
  );
  clearInterval(timer);
  expect(result).toBe(finish(slow(() => {})));
  expect(seen.filter((one) => one !== 'free')).toEqual([1, 2, 3, 4]);
  expect(seen.indexOf('free')).toBeLessThan(seen.indexOf(4));
});

it('a stop that comes as an event ends it after the step at hand, and closes what it has open', async () => {
  const stop = new AbortController();
  let steps = 0;
  let closed = false;
  setTimeout(() => stop.abort());
  const work = inTurns(
    slow(() => {
      closed = true;
    }, 50),
    { signal: stop.signal, onProgress: () => steps++ },
  );
  await expect(work).rejects.toMatchObject({ code: 'aborted' });
  expect(steps).toBeLessThan(50);
  expect(closed).toBe(true);
});
