/** Texts that speak of keys and the wheel, and what fingers do in their place. */
import type { Texts } from './en.js';
import { t } from './texts.js';

/** Those with a form of their own for fingers. */
export type Handed = { [K in keyof Texts]: `${K}Touch` extends keyof Texts ? K : never }[keyof Texts];

const fingers = matchMedia('(pointer: coarse)');

export function byHand(key: Handed, values: Readonly<Record<string, string | number>> = {}): string {
  return t(fingers.matches ? `${key}Touch` : key, values);
}
