/**
 * The line at the bottom of the terminal that is drawn over and over, as progress is. Results go to standard output and
 * it to standard error, which mostly share a screen: it makes way for whatever is printed and comes back below it.
 */

/** To the left end, the line emptied. */
const ERASED = '\r\u001b[K';
/** A line that wraps could not be erased: the terminal cuts what is too long for it. */
const [CUT, WRAPPED] = ['\u001b[?7l', '\u001b[?7h'];

let shown = '';

/** Draws the line in place of the last one; an empty one is only erased. */
export function drawBottomLine(text: string): void {
  if (text === '' && shown === '') return;
  shown = text;
  process.stderr.write(text === '' ? ERASED : `${ERASED}${CUT}${text}${WRAPPED}`);
}

/** Calls `write`, which prints whole lines on the terminal, while the bottom line is out of the way. */
export function aboveBottomLine<T>(write: () => T): T {
  const standing = shown;
  drawBottomLine('');
  const result = write();
  drawBottomLine(standing);
  return result;
}
