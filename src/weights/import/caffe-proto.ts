import protobuf from 'protobufjs';

/**
 * What of Caffe's `caffe.proto` a trained network needs, with the field numbers of the public format. Blobs stay
 * bytes at first, so that only one of them is unpacked at a time. `layers` is the V1 format (2014, the
 * public GoogLeNet), `layer` the later one; `layers.layer` marks the still older V0.
 */
const description = `
syntax = "proto2";
message NetParameter {
  optional string name = 1;
  repeated V1LayerParameter layers = 2;
  repeated LayerParameter layer = 100;
}
message V1LayerParameter {
  optional bytes layer = 1;
  optional string name = 4;
  repeated bytes blobs = 6;
}
message LayerParameter {
  optional string name = 1;
  repeated bytes blobs = 7;
}
message BlobProto {
  optional int32 num = 1;
  optional int32 channels = 2;
  optional int32 height = 3;
  optional int32 width = 4;
  repeated float data = 5 [packed = true];
  optional BlobShape shape = 7;
  repeated double double_data = 8 [packed = true];
}
message BlobShape {
  repeated int64 dim = 1 [packed = true];
}`;

export interface NetParameter {
  readonly name?: string;
  readonly layers: readonly V1LayerParameter[];
  readonly layer: readonly LayerParameter[];
}

interface LayerParameter {
  readonly name?: string;
  readonly blobs: readonly Uint8Array[];
}

interface V1LayerParameter extends LayerParameter {
  /** Filled in V0 files only, whose layers nest one deeper. */
  readonly layer: Uint8Array;
}

export interface BlobProto {
  readonly num?: number;
  readonly channels?: number;
  readonly height?: number;
  readonly width?: number;
  readonly data: readonly number[];
  readonly shape?: { readonly dim: readonly (number | { toString(): string })[] };
  readonly doubleData: readonly number[];
}

export const { root } = protobuf.parse(description);
const netType = root.lookupType('NetParameter');
const blobType = root.lookupType('BlobProto');

/** @throws an Error of protobufjs when the bytes are not of this format */
export function decodeNet(bytes: Uint8Array): NetParameter {
  return netType.decode(bytes) as unknown as NetParameter;
}

/** @throws an Error of protobufjs when the bytes are not of this format */
export function decodeBlob(bytes: Uint8Array): BlobProto {
  return blobType.decode(bytes) as unknown as BlobProto;
}
