/** Adds to the list of a key. In place: a new list for each value would take minutes for a hundred thousand of them. */
export function addTo<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
