/** The options of `loadClassifier` in Node.js, apart from those of calls, which a browser takes too. */
import { z } from 'zod';
import { loadFields, models } from '../load-fields.js';

export const loadClassifierSchema = z.strictObject({
  /**
   * `bvlc` (default; `weights fetch bvlc`) or a weights file; several, or the file of an ensemble (.json), whose answers
   * are averaged, name the same classes.
   */
  model: models.default('bvlc'),
  ...loadFields,
});

export type LoadClassifierOptions = Readonly<z.input<typeof loadClassifierSchema>>;
export type LoadedOptions = Readonly<z.output<typeof loadClassifierSchema>>;
