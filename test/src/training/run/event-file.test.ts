import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { afterAll, describe, expect, it } from 'vitest';
import { crc32c } from '../../../../src/training/run/crc32c.js';
import { EventFile, framed } from '../../../../src/training/run/event-file.js';

const folder = mkdtempSync(join(tmpdir(), 'events-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('CRC-32C', () => {
  // RFC 3720, appendix B.4, and the usual check value.
  it.each([
    ['nine digits', Buffer.from('123456789'), 0xe3069283],
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['rising bytes', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['nothing', new Uint8Array(0), 0],
  ])('of %s', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });
});

describe('event files', () => {
  it('begin as TensorFlow’s own do', () => {
    // The first record that tf.summary writes: wall_time 0, file_version "brain.Event:2".
    const event = Buffer.from('0900000000000000001a0d627261696e2e4576656e743a32', 'hex');
    expect(framed(event).subarray(0, 12).toString('hex')).toBe('1800000000000000a37f4b22');
  });

  it('hold the scalars of steps and validations', () => {
    const events = new EventFile(folder, 1e12);
    events.append({ kind: 'start', step: 20, at: '' });
    const step = { kind: 'step', epoch: 0, loss: 2, mainLoss: 1.5, accuracy: 0.25, rate: 0.01 } as const;
    events.append({ ...step, step: 30 });
    events.append({ ...step, step: 31 });
    events.append({
      kind: 'validation',
      step: 40,
      epoch: 1,
      loss: 1,
      top1: 0.5,
      top5: 1,
      training: { images: 60, seconds: 2, cpuSeconds: 3, waitedShare: 0.125 },
      validation: { seconds: 1, cpuSeconds: 1 },
    });
    const read = eventsIn(readFileSync(events.path));
    expect(read.map(({ step = 0 }) => step)).toEqual([0, 20, 30, 40]);
    expect(read[0]).toMatchObject({ fileVersion: 'brain.Event:2' });
    expect(read[1]).toMatchObject({ sessionLog: { status: 1 } });
    expect(scalars(read[2]!)).toEqual({
      'train/loss': 2,
      'train/main_loss': 1.5,
      'train/accuracy': 0.25,
      'train/rate': expect.closeTo(0.01, 8),
    });
    expect(scalars(read[3]!)).toMatchObject({ 'validation/top1': 0.5, 'speed/images_per_second': 30 });
  });
});

interface Event {
  /** Absent when 0. */
  readonly step?: number;
  readonly fileVersion?: string;
  readonly sessionLog?: { readonly status: number };
  readonly summary?: { readonly value: readonly { readonly tag: string; readonly simpleValue: number }[] };
}

function scalars({ summary }: Event): Record<string, number> {
  return Object.fromEntries(summary!.value.map(({ tag, simpleValue }) => [tag, simpleValue]));
}

/** Field numbers as in tensorflow/core/util/event.proto, here on their own. */
const type = protobuf
  .parse(
    `syntax = "proto3";
     message Event { double wallTime = 1; int64 step = 2; string fileVersion = 3; Summary summary = 5; SessionLog sessionLog = 7; }
     message Summary { repeated Value value = 1; }
     message Value { string tag = 1; float simpleValue = 2; }
     message SessionLog { int32 status = 1; }`,
  )
  .root.lookupType('Event');

function eventsIn(file: Buffer): Event[] {
  const events: Event[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    const bytes = file.subarray(at + 12, at + 12 + length);
    expect(framed(bytes)).toEqual(file.subarray(at, at + 16 + length));
    events.push(type.toObject(type.decode(bytes), { longs: Number }) as Event);
    at += 16 + length;
  }
  return events;
}
