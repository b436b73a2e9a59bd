/** The log of a run once more, as TensorBoard reads it: scalars in TFRecord files of `Event` messages. */
import { appendFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { writeError } from '../../platform/node/write-beside.js';
import { crc32c } from './crc32c.js';
import type { LogRecord, RecordSink } from './run-log.js';

/** The part of tensorflow/core/util/event.proto and framework/summary.proto that is written here. */
const description = `
syntax = "proto3";
message Event {
  double wall_time = 1;
  int64 step = 2;
  oneof what { string file_version = 3; Summary summary = 5; SessionLog session_log = 7; }
}
message Summary { repeated Value value = 1; }
message Value { string tag = 1; float simple_value = 2; }
message SessionLog { int32 status = 1; }
`;
const sessionStart = 1;

/** Every tenth step: curves have no more pixels, and the files stay small. */
const STEPS = 10;

const eventType = protobuf.parse(description, { keepCase: true }).root.lookupType('Event');

export class EventFile implements RecordSink {
  readonly path: string;

  /**
   * Each process writes a file of its own; TensorBoard joins those of a folder. A start record makes it forget
   * what an interrupted process had written of later steps.
   */
  constructor(folder: string, now: number = Date.now()) {
    const time = String(Math.floor(now / 1000)).padStart(10, '0');
    this.path = join(folder, `events.out.tfevents.${time}.${hostname()}.${process.pid}`);
    this.#write({ file_version: 'brain.Event:2' }, 0);
  }

  append(record: LogRecord): void {
    if (record.kind === 'start') {
      this.#write({ session_log: { status: sessionStart } }, record.step);
      return;
    }
    if (record.kind === 'step' && record.step % STEPS !== 0) return;
    const value = Object.entries(scalarsOf(record)).map(([tag, simple_value]) => ({ tag, simple_value }));
    this.#write({ summary: { value } }, record.step);
  }

  #write(what: object, step: number): void {
    const event = eventType.create({ wall_time: Date.now() / 1000, step, ...what });
    try {
      appendFileSync(this.path, framed(eventType.encode(event).finish()));
    } catch (error) {
      throw writeError(this.path, error);
    }
  }
}

function scalarsOf(record: Exclude<LogRecord, { kind: 'start' }>): Record<string, number> {
  if (record.kind === 'step') {
    const { loss, mainLoss, accuracy, rate, boxLoss, background } = record;
    return {
      'train/loss': loss,
      'train/main_loss': mainLoss,
      'train/accuracy': accuracy,
      'train/rate': rate,
      ...(boxLoss !== undefined && { 'train/box_loss': boxLoss }),
      ...(background !== undefined && { 'train/background': background }),
    };
  }
  const { loss, top1, top5, mAP, training } = record;
  const measured = Object.entries({ loss, top1, top5, mAP }).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(measured.map(([name, value]) => [`validation/${name}`, value as number])),
    'speed/images_per_second': training.images / training.seconds,
    'speed/waited_share': training.waitedShare,
  };
}

/** TFRecord: length, its masked checksum, the bytes, their masked checksum; all little-endian. */
export function framed(bytes: Uint8Array): Buffer {
  const record = Buffer.alloc(12 + bytes.length + 4);
  record.writeBigUInt64LE(BigInt(bytes.length), 0);
  record.writeUInt32LE(masked(crc32c(record.subarray(0, 8))), 8);
  record.set(bytes, 12);
  record.writeUInt32LE(masked(crc32c(bytes)), 12 + bytes.length);
  return record;
}

/** Checksums of data that hold checksums would be weak: TFRecord turns them by 15 bits and adds a constant. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
