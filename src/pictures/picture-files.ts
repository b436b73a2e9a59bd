/**
 * The files that pictures of many photographs may go to.
 *
 * @param stems starts of the pictures' paths
 * @param endings what one photograph's pictures end in
 */
export function pictureFiles(stems: Iterable<string>, endings: Readonly<Record<string, string>>): string[] {
  return [...stems].flatMap((stem) => Object.values(endings).map((ending) => stem + ending));
}
