/** Formats numbers for reports. */

/** A share of 0..1 in percent, `61.32`; a dash where there is none (null, NaN, or COCO's -1). */
export function percent(share: number | null, digits = 2): string {
  return share === null || !(share >= 0) ? '–' : (100 * share).toFixed(digits);
}

/** A difference of shares in points of percent, with its sign: `+1.20`, `−0.35`, `0.00`. */
export function points(difference: number, digits = 2): string {
  const text = Math.abs(100 * difference).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${difference < 0 ? '−' : '+'}${text}`;
}

/** An IoU or score: two digits. */
export function decimal(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}
