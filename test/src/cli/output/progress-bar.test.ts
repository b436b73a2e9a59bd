import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { print, say } from '../../../../src/cli/output/output.js';
import { ProgressBar } from '../../../../src/cli/output/progress-bar.js';
import { screenOf } from '../../../support/screen.js';

/** What both streams wrote to the terminal that they share. */
let written: string;
const terminals = [process.stdout, process.stderr];
const before = terminals.map(({ isTTY }) => isTTY);
beforeEach(() => {
  written = '';
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
  for (const stream of terminals) {
    stream.isTTY = true;
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      written += String(chunk);
      return true;
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  for (const [i, stream] of terminals.entries()) stream.isTTY = before[i]!;
});

describe('the progress bar on a terminal', () => {
  it('makes way for results and messages, stands below them, and is gone in the end', async () => {
    {
      using bar = new ProgressBar({ unit: 'images' });
      for (const [i, image] of ['a.jpg', 'b.jpg', 'c.jpg'].entries()) {
        bar.update({ stage: 'detect', done: i, total: 3 });
        vi.advanceTimersByTime(600);
        await print(`\n${image}\ncat  0.9`);
        if (i === 1) say('warning odd');
        const last = screenOf(written).at(-1);
        expect(last).toMatch(new RegExp(`^detect [█░]{24} ${i}/3 images  `));
      }
    }
    say('found: 3 pictures');
    const results = [
      '',
      'a.jpg',
      'cat  0.9',
      '',
      'b.jpg',
      'cat  0.9',
      'warning odd',
      '',
      'c.jpg',
      'cat  0.9',
    ];
    expect(screenOf(written)).toEqual([...results, 'found: 3 pictures', '']);
  });

  it('begins anew for another stage, and tells the seconds while an item takes long', () => {
    using bar = new ProgressBar();
    const last = () => screenOf(written).at(-1);
    bar.update({ stage: 'crops', done: 3, total: 4 });
    bar.update({ stage: 'steps', done: 0, total: 4 });
    expect(last()).toBe(`steps ${'░'.repeat(24)} 0/4  0 s gone`);
    vi.advanceTimersByTime(3000);
    expect(last()).toBe(`steps ${'░'.repeat(24)} 0/4  3 s gone`);
    expect(screenOf(written)).toHaveLength(1);
  });

  it('shows a name that holds commands to the terminal', () => {
    using bar = new ProgressBar();
    bar.update({ stage: 'read', done: 1, item: 'a\u001b[2Jb\n' });
    expect(screenOf(written)).toEqual(['read 1  0 s gone  a\\u001b[2Jb\\u000a']);
  });
});
