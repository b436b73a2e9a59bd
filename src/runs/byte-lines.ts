const NEWLINE = 10;

/**
 * The lines of a file as bytes, each with its newline; the last one may have none. Bytes, because a write that
 * was cut short may end inside a character.
 */
export async function* byteLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let pending: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...pending, chunk.subarray(from, end + 1)]);
      pending = [];
      from = end + 1;
    }
    if (from < chunk.length) pending.push(chunk.subarray(from));
  }
  if (pending.length > 0) yield Buffer.concat(pending);
}

export function endsWithNewline(line: Buffer): boolean {
  return line.at(-1) === NEWLINE;
}
