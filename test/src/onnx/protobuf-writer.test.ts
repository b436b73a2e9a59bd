import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { encodeHead, encodeMessage, type MessageType } from '../../../src/onnx/protobuf-writer.js';

const inner: MessageType = { count: [1, 'int'], label: [9, 'string'] };
const outer: MessageType = {
  name: [1, 'string'],
  share: [2, 'float'],
  sizes: [3, 'int'],
  raw: [4, 'bytes'],
  parts: [5, inner],
  last: [20, inner],
};
const { root } = protobuf.parse(`
  syntax = "proto2";
  message Inner { optional int64 count = 1; optional string label = 9; }
  message Outer {
    optional string name = 1;
    optional float share = 2;
    repeated int64 sizes = 3;
    optional bytes raw = 4;
    repeated Inner parts = 5;
    optional Inner last = 20;
  }`);
const Outer = root.lookupType('Outer');

const whole = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.constantFrom(0, 127, 128, 2 ** 32, -1));
const innerMessage = fc.record({ count: whole, label: fc.string() }, { requiredKeys: [] });
const message = fc.record(
  {
    name: fc.string({ unit: 'grapheme' }),
    share: fc.float({ noNaN: true }),
    sizes: fc.array(whole, { maxLength: 5 }),
    raw: fc.uint8Array({ maxLength: 300 }),
    parts: fc.array(innerMessage, { maxLength: 3 }),
    last: innerMessage,
  },
  { requiredKeys: [] },
);

describe('messages of Protocol Buffers', () => {
  it('have the bytes that the format’s own library writes', () => {
    fc.assert(
      fc.property(message, (given) => {
        expect([...encodeMessage(outer, given)]).toEqual([...Outer.encode(given).finish()]);
      }),
    );
  });

  it('may be put together of heads and contents', () => {
    const content = encodeMessage(inner, { count: 300, label: 'a'.repeat(200) });
    expect(Buffer.concat([encodeHead(20, content.length), content])).toEqual(
      Buffer.from(encodeMessage(outer, { last: { count: 300, label: 'a'.repeat(200) } })),
    );
  });

  it('hold no numbers that are not whole', () => {
    expect(() => encodeMessage(inner, { count: 0.5 })).toThrow('whole number, but got 0.5');
  });
});
