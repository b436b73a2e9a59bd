import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/datasets/byte-window.js';
import { JsonCursor } from '../../../src/datasets/json-cursor.js';

/** Bytes that come a few at a time, so that tokens straddle every border. */
function source(bytes: Uint8Array, step = 3): ByteSource {
  let at = 0;
  return {
    read(into) {
      const part = bytes.subarray(at, at + Math.min(step, into.length));
      into.set(part);
      at += part.length;
      return part.length;
    },
    [Symbol.dispose]() {},
  };
}

const cursorOf = (text: string, windowBytes = 512) =>
  new JsonCursor(source(Buffer.from(text)), 'data.json', windowBytes);

/** Builds the whole tree: what the cursor reads must be what JSON.parse reads. */
function tree(cursor: JsonCursor): unknown {
  if (cursor.isString()) return cursor.string();
  if (cursor.isArray()) {
    const items: unknown[] = [];
    cursor.array(() => items.push(tree(cursor)));
    return items;
  }
  if (cursor.isObject()) {
    const object: Record<string, unknown> = {};
    cursor.object((key) => {
      object[key] = tree(cursor);
    });
    return object;
  }
  return cursor.number();
}

const json = fc.jsonValue({ maxDepth: 4 });
const numbersAndStrings = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;

describe('JsonCursor', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(numbersAndStrings, fc.nat(2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const cursor = cursorOf(text);
        expect(tree(cursor)).toStrictEqual(JSON.parse(text));
        cursor.end();
      }),
    );
  });

  it('accepts and refuses what JSON.parse accepts and refuses, however the text is damaged', () => {
    const damage = fc.record({
      at: fc.nat(200),
      removed: fc.nat(2),
      put: fc.string({ unit: fc.constantFrom(...'{}[]",:\\/ue0123-+.Etfn \n\t\x01') }),
    });
    fc.assert(
      fc.property(json, damage, (value, { at, removed, put }) => {
        const whole = JSON.stringify(value, null, 1);
        const text = whole.slice(0, at) + put + whole.slice(at + removed);
        const parses = (work: () => unknown) => {
          try {
            work();
            return true;
          } catch {
            return false;
          }
        };
        const skipped = parses(() => {
          const cursor = cursorOf(text);
          cursor.skip();
          cursor.end();
        });
        expect(skipped, text).toBe(parses(() => JSON.parse(text)));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['a key without quotes', '{\n\n a: 1}', 3],
    ['a file that ends early', '[1,\n2', 2],
    ['a number beyond doubles', '[1,\n1e999]', 2],
    ['NaN, which Python writes', '[\nNaN]', 2],
    ['a second value', '[1]\n[2]', 2],
  ])('names the line of %s', (_, text, line) => {
    const read = () => {
      const cursor = cursorOf(text);
      tree(cursor);
      cursor.end();
    };
    expect(read).toThrow(`data.json:${line}: expected `);
  });

  it('drops a byte order mark', () => {
    expect(tree(cursorOf('\ufeff[1]'))).toEqual([1]);
  });

  it.each([
    ['a string that does not fit in the window is too long', 15, false],
    ['one that just fits is read', 14, true],
  ])('%s', (_, length, fits) => {
    const read = () => cursorOf(JSON.stringify('x'.repeat(length)), 16).string();
    if (fits) expect(read()).toHaveLength(length);
    else expect(read).toThrow('at most 16 bytes');
  });

  it('passes over strings and nesting of any size, but not of any depth', () => {
    cursorOf(JSON.stringify('x'.repeat(5000)), 16).skip();
    cursorOf('['.repeat(64) + ']'.repeat(64)).skip();
    expect(() => cursorOf('['.repeat(65) + ']'.repeat(65)).skip()).toThrow('64 levels of nesting');
  });
});
