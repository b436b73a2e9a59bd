import { describe, expect, it } from 'vitest';
import { TrainingClock } from '../../../src/teach/training-clock.js';

const START = 1_700_000_000_000;
const at = (seconds: number) => START + 1000 * seconds;

describe('the time that a training still takes', () => {
  it('is not guessed: nothing before a step has begun, and none before a part of it is done', () => {
    const clock = TrainingClock.start(START);
    expect(clock.read(at(5))).toEqual({ done: 0, total: 0 });
    clock.begin('features', { done: 2, total: 6, now: at(5) });
    expect(clock.read(at(8))).toEqual({ step: 'features', done: 2, total: 6 });
  });

  it('is that of the parts done in this step, not of those that were kept before; it counts down between parts', () => {
    const clock = TrainingClock.start(START);
    clock.begin('features', { done: 2, total: 6, now: at(5) });
    clock.move({ done: 3, now: at(9) });
    expect(clock.read(at(9))).toEqual({ step: 'features', done: 3, total: 6, secondsLeft: 12 });
    expect(clock.read(at(11)).secondsLeft).toBe(10);
    clock.move({ done: 4, now: at(15) });
    expect(clock.read(at(15)).secondsLeft).toBe(10);
  });

  it('begins anew with each step, and does not fall below nothing', () => {
    const clock = TrainingClock.start(START);
    clock.begin('features', { done: 0, total: 2, now: at(0) });
    clock.move({ done: 1, now: at(60) });
    clock.begin('heads', { done: 0, total: 16, now: at(100) });
    expect(clock.read(at(101))).toEqual({ step: 'heads', done: 0, total: 16 });
    clock.move({ done: 1, now: at(102) });
    expect(clock.read(at(102)).secondsLeft).toBe(30);
    expect(clock.read(at(200)).secondsLeft).toBe(0);
  });

  it('is read by another thread', () => {
    const clock = TrainingClock.start(START);
    const other = new TrainingClock(structuredClone(clock.shared));
    other.begin('heads', { done: 0, total: 4, now: at(10) });
    other.move({ done: 1, now: at(20) });
    expect(clock.read(at(20))).toEqual({ step: 'heads', done: 1, total: 4, secondsLeft: 30 });
  });
});
