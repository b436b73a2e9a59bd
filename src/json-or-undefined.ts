/** What a text says as JSON; undefined where it is none, for a schema to say what was expected. */
export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
