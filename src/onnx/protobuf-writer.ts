/**
 * Writes messages of Protocol Buffers (protobuf.dev/programming-guides/encoding), as far as ONNX's format needs them. A
 * library for all of the format takes longer to load than a graph to write, at every start.
 */

export type FieldType = 'int' | 'float' | 'string' | 'bytes' | MessageType;

/** Its fields by name, in the order of their numbers: the number, and what is in it. Lists are repeated fields. */
export interface MessageType {
  readonly [field: string]: readonly [number: number, type: FieldType];
}

const [VARINT, BYTES, FIXED32] = [0, 2, 5];

export function encodeMessage(type: MessageType, message: object): Uint8Array {
  return Uint8Array.from(messageBytes(type, message));
}

/** What precedes `length` bytes of a field of bytes, text or a message. */
export function encodeHead(field: number, length: number): Uint8Array {
  const bytes: number[] = [];
  writeVarint(bytes, (field << 3) | BYTES);
  writeVarint(bytes, length);
  return Uint8Array.from(bytes);
}

function messageBytes(type: MessageType, message: object): number[] {
  const bytes: number[] = [];
  for (const [name, [number, of]] of Object.entries(type)) {
    const value = (message as Readonly<Record<string, unknown>>)[name];
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) writeField(bytes, number, of, item);
    }
  }
  return bytes;
}

function writeField(bytes: number[], number: number, type: FieldType, value: unknown): void {
  if (type === 'int') {
    writeVarint(bytes, (number << 3) | VARINT);
    writeVarint(bytes, value as number);
  } else if (type === 'float') {
    writeVarint(bytes, (number << 3) | FIXED32);
    const four = new DataView(new ArrayBuffer(4));
    four.setFloat32(0, value as number, true);
    for (let i = 0; i < 4; i++) bytes.push(four.getUint8(i));
  } else {
    const content = contentOf(type, value);
    writeVarint(bytes, (number << 3) | BYTES);
    writeVarint(bytes, content.length);
    for (const byte of content) bytes.push(byte);
  }
}

function contentOf(
  type: 'string' | 'bytes' | MessageType,
  value: unknown,
): ArrayLike<number> & Iterable<number> {
  if (type === 'string') return new TextEncoder().encode(value as string);
  return type === 'bytes' ? (value as Uint8Array) : messageBytes(type, value as object);
}

/** Seven bits a byte, the lowest first; negative numbers as 64 bits. */
function writeVarint(bytes: number[], value: number): void {
  if (!Number.isSafeInteger(value)) throw new Error(`Expected a whole number, but got ${value}.`);
  if (value < 0) {
    for (let rest = BigInt.asUintN(64, BigInt(value)), i = 0; i < 10; i++, rest >>= 7n) {
      bytes.push(Number(rest & 127n) | (i < 9 ? 128 : 0));
    }
    return;
  }
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
}
