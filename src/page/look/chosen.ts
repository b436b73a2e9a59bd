import type { Box } from '../../geometry/box.js';

/** A box of a class, chosen for a closer look. */
export interface Chosen {
  /** Place in the step's list. */
  readonly index: number;
  readonly box: Box;
  readonly class: string;
}
