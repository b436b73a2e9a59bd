import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { say } from '../../../../src/cli/output/output.js';
import { TrainingLine } from '../../../../src/cli/output/training-line.js';
import { screenOf } from '../../../support/screen.js';

let written: string;
const { isTTY } = process.stderr;
beforeEach(() => {
  written = '';
  process.stderr.isTTY = true;
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    written += String(chunk);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.stderr.isTTY = isTTY;
});

function train(line: TrainingLine, steps: number): void {
  const measured = { loss: 0.5, mainLoss: 0.5, accuracy: 0.5, rate: 0.01 };
  for (let step = 1; step <= steps; step++) {
    const record = { kind: 'step', step, epoch: 1, ...measured } as const;
    line.step(record, { ...measured, images: 16, waited: 0 }, { steps: 9 });
  }
}

it('is cut where a narrow terminal ends, since a line that wraps could not be written over', () => {
  using line = new TrainingLine();
  train(line, 3);
  expect(screenOf(written)).toEqual([expect.stringMatching(/^step 3\/9, epoch 1: /)]);
  const drawn = written.slice(written.lastIndexOf('step 3') - 5);
  expect(drawn.startsWith('\u001b[?7l')).toBe(true);
  expect(drawn.endsWith('\u001b[?7h')).toBe(true);
});

it('stands below messages, and is gone in the end', () => {
  {
    using line = new TrainingLine();
    train(line, 2);
    say('a message');
    expect(screenOf(written)).toEqual(['a message', expect.stringMatching(/^step 2\/9/)]);
  }
  expect(screenOf(written)).toEqual(['a message', '']);
});
