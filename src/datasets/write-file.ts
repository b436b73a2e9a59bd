import { writeBeside } from '../platform/node/write-beside.js';

/** Text gathers to this many characters before it goes to the disk: a record alone is not worth a system call. */
const BLOCK = 2 ** 18;

/**
 * Writes small pieces of text as one UTF-8 file, beside it first and then renamed. Missing folders are made.
 * @throws RcnnError `disk-full`, `bad-file`
 */
export async function writeText(file: string, pieces: Iterable<string>): Promise<void> {
  await writeBeside(file, inBlocks(pieces));
}

function* inBlocks(pieces: Iterable<string>): Generator<string> {
  let block: string[] = [];
  let characters = 0;
  for (const piece of pieces) {
    block.push(piece);
    characters += piece.length;
    if (characters < BLOCK) continue;
    yield block.join('');
    block = [];
    characters = 0;
  }
  yield block.join('');
}
