/** Looks through the JSON of a header before it is parsed: parsing keeps the last of two equal names without a word. */

export class HeaderError extends Error {}

/** Header, tensor or metadata, list of numbers. */
const MOST_DEPTH = 3;

/**
 * @throws HeaderError when an object names something twice, or objects and lists lie in each other deeper than a
 *   header's do. Other faults are for the parser to find
 */
export function expectPlainObject(json: string): void {
  /** Names so far of each open object; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < json.length; at++) {
    switch (json[at]) {
      case '{':
      case '[':
        open.push(json[at] === '{' ? new Set() : undefined);
        if (open.length > MOST_DEPTH) throw new HeaderError('its header is nested too deep');
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case '"': {
        const end = endOfString(json, at);
        const names = open.at(-1);
        if (names && isName(json, end)) addName(names, json.slice(at, end));
        at = end - 1;
      }
    }
  }
}

/** @returns after the closing quote, or the end of a text that has none */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === '\\') at++;
    else if (json[at] === '"') return at + 1;
  }
  return json.length;
}

function isName(json: string, end: number): boolean {
  let at = end;
  while (' \t\n\r'.includes(json[at] ?? 'x')) at++;
  return json[at] === ':';
}

/** Names are equal that differ only in how they are escaped. */
function addName(names: Set<string>, quoted: string): void {
  const name = JSON.parse(quoted) as string;
  if (names.has(name)) throw new HeaderError(`its header names ${JSON.stringify(name)} twice`);
  names.add(name);
}
