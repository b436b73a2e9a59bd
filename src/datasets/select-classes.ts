import { unknownName } from '../errors.js';

/**
 * The classes of these names, in their order; all when `names` is absent.
 *
 * @throws RcnnError `bad-option` for an unknown one
 */
export function selectClasses<Class>(
  classes: readonly Class[],
  names: readonly string[] | undefined,
  nameOf: (one: Class) => string,
): readonly Class[] {
  if (!names) return classes;
  const byName = new Map(classes.map((one) => [nameOf(one), one]));
  return names.map((name) => {
    const found = byName.get(name);
    if (!found) throw unknownName('the class', name, byName.keys());
    return found;
  });
}
