import { RcnnError } from '../../errors.js';

/** A whole number from 1, or the error that names the option. */
export function checkCount(option: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new RcnnError('bad-option', `Expected --${option} to be a whole number from 1, but got ${value}.`);
}

/** A number from 0 to 1, or none, or the error that names the option. */
export function checkFraction(option: string, value: number | undefined): void {
  if (value === undefined || (value >= 0 && value <= 1)) return;
  throw new RcnnError('bad-option', `Expected --${option} to be a number from 0 to 1, but got ${value}.`);
}
