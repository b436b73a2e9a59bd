/**
 * Writes messages of Protocol Buffers (protobuf.dev/programming-guides/encoding), as far as ONNX's format needs them. A
 * library for all of the format takes longer to load than a graph to write, at every start.
 */

type FieldType = 'int' | 'float' | 'string' | 'bytes' | MessageType;

/** Its fields by name, in the order of their numbers: the number, and what is in it. Lists are repeated fields. */
export interface MessageType {
  readonly [field: string]: readonly [number: number, type: FieldType];
}

const [VARINT, BYTES, FIXED32] = [0, 2, 5];

/** Fields that are undefined are left out. */
export function encodeMessage(type: MessageType, message: object): Uint8Array {
  const out = new Output();
  writeMessage(out, type, message);
  return out.bytes();
}

/** What precedes `length` bytes of a field of bytes, text or a message. */
export function encodeHead(field: number, length: number): Uint8Array {
  const out = new Output();
  out.varint((field << 3) | BYTES);
  out.varint(length);
  return out.bytes();
}

function writeMessage(out: Output, type: MessageType, message: object): void {
  const fields = message as Readonly<Record<string, unknown>>;
  for (const name in type) {
    const value = fields[name];
    const [number, of] = type[name]!;
    if (Array.isArray(value)) for (const item of value) writeField(out, number, of, item);
    else if (value !== undefined) writeField(out, number, of, value);
  }
}

function writeField(out: Output, number: number, type: FieldType, value: unknown): void {
  if (type === 'int') {
    out.varint((number << 3) | VARINT);
    out.varint(value as number);
  } else if (type === 'float') {
    out.varint((number << 3) | FIXED32);
    out.float(value as number);
  } else {
    out.varint((number << 3) | BYTES);
    out.sized(() => {
      if (type === 'string') out.text(value as string);
      else if (type === 'bytes') out.append(value as Uint8Array);
      else writeMessage(out, type, value as object);
    });
  }
}

/** Bytes that grow. */
class Output {
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(2 ** 10);
  #at = 0;

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  /** Seven bits a byte, the lowest first; negative numbers as 64 bits. */
  varint(value: number): void {
    if (!Number.isSafeInteger(value)) throw new Error(`Expected a whole number, but got ${value}.`);
    this.#room(10);
    if (value < 0) {
      for (let rest = BigInt.asUintN(64, BigInt(value)), i = 0; i < 10; i++, rest >>= 7n) {
        this.#bytes[this.#at++] = Number(rest & 127n) | (i < 9 ? 128 : 0);
      }
      return;
    }
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#bytes[this.#at++] = (rest % 128) | 128;
    this.#bytes[this.#at++] = rest;
  }

  float(value: number): void {
    this.append(new Uint8Array(Float32Array.of(value).buffer));
  }

  text(value: string): void {
    this.#room(3 * value.length);
    this.#at += this.#encoder.encodeInto(value, this.#bytes.subarray(this.#at)).written;
  }

  append(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** What `write` writes, its length before it. */
  sized(write: () => void): void {
    const from = this.#at;
    write();
    const end = this.#at;
    this.varint(end - from); // behind, to see how long it is
    const head = this.#bytes.slice(end, this.#at);
    this.#bytes.copyWithin(from + head.length, from, end);
    this.#bytes.set(head, from);
  }

  #room(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#at + more));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}
