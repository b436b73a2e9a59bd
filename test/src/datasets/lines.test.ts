import { describe, expect, it } from 'vitest';
import { splitLines } from '../../../src/datasets/lines.js';

describe('lines', () => {
  async function* endless(bytes: number) {
    for (let sent = 0; sent < bytes; sent += 1000) yield Buffer.alloc(1000, 'x');
  }

  it('stops reading a line that does not end, at the limit', async () => {
    let sent = 0;
    const counted = (async function* () {
      for await (const chunk of endless(2 ** 30)) {
        sent += chunk.length;
        yield chunk;
      }
    })();
    await expect(splitLines(counted, 'long.txt', () => {}, { maxLineBytes: 10_000 })).rejects.toThrow(
      'long.txt:1: ',
    );
    expect(sent).toBe(11_000);
  });

  it('takes a line of just the limit', async () => {
    const lines: [string, number][] = [];
    const chunks = [Buffer.from('ab\r'), Buffer.from('\n\nabcde'), Buffer.from('fghij\nk')];
    await splitLines(chunks, 'a.txt', (text, line) => lines.push([text, line]), { maxLineBytes: 10 });
    expect(lines).toEqual([
      ['ab', 1],
      ['abcdefghij', 3],
      ['k', 4],
    ]);
  });
});
