import protobuf from 'protobufjs';

/**
 * The part of ONNX's file format that our graphs use. Field and type numbers are those of the format
 * (github.com/onnx/onnx, onnx.proto); what we never write is left out.
 */
const description = `
syntax = "proto2";
message Model {
  optional int64 irVersion = 1;
  optional string producerName = 2;
  optional Graph graph = 7;
  repeated OperatorSet opsetImport = 8;
  repeated Entry metadataProps = 14;
}
message Entry { optional string key = 1; optional string value = 2; }
message OperatorSet { optional string domain = 1; optional int64 version = 2; }
message Graph {
  repeated Node node = 1;
  optional string name = 2;
  repeated Initializer initializer = 5;
  repeated ValueInfo input = 11;
  repeated ValueInfo output = 12;
}
message Node {
  repeated string input = 1;
  repeated string output = 2;
  optional string name = 3;
  optional string opType = 4;
  repeated Attribute attribute = 5;
  optional string domain = 7;
}
message Attribute {
  optional string name = 1;
  optional float f = 2;
  optional int64 i = 3;
  optional bytes s = 4;
  optional Initializer t = 5;
  repeated float floats = 7;
  repeated int64 ints = 8;
  optional int32 type = 20;
}
message Initializer {
  repeated int64 dims = 1;
  optional int32 dataType = 2;
  optional string name = 8;
  optional bytes rawData = 9;
}
message ValueInfo { optional string name = 1; optional Type type = 2; }
message Type { optional TensorType tensorType = 1; }
message TensorType { optional int32 elemType = 1; optional Shape shape = 2; }
message Shape { repeated Dimension dim = 1; }
message Dimension { optional int64 dimValue = 1; optional string dimParam = 2; }
`;

const elementType = { float: 1, int64: 7, float16: 10 } as const;
const attributeType = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const;

/** Version 8 of the format goes with operator sets 15 to 18, so that runtimes since 2022 read the file. */
const irVersion = 8;
/** 17: RoiAlign has half-pixel positions since 16, Shape takes a range since 15. */
const operatorSet = 17;

export interface Initializer {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly rawData: Uint8Array;
}

interface Attribute {
  readonly name: string;
  readonly type: number;
}

export interface Node {
  readonly opType: string;
  readonly name: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly Attribute[];
  /** Absent for ONNX's own operators. */
  readonly domain?: string;
}

export interface ValueInfo {
  readonly name: string;
  readonly type: object;
}

export interface Graph {
  readonly name: string;
  readonly node: readonly Node[];
  readonly initializer: readonly Initializer[];
  readonly input: readonly ValueInfo[];
  readonly output: readonly ValueInfo[];
}

/** The bytes are a view of `data`, not a copy: they are copied once, when the model is encoded. */
export function floats(name: string, dims: readonly number[], data: Float32Array): Initializer {
  return {
    name,
    dims,
    dataType: elementType.float,
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

/** As {@link floats}, for bit patterns of float16. */
export function float16s(name: string, dims: readonly number[], data: Uint16Array): Initializer {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims, dataType: elementType.float16, rawData };
}

/** What `Cast` casts to. */
export const FLOAT = elementType.float;

export function int64s(name: string, values: readonly number[]): Initializer {
  const data = BigInt64Array.from(values, BigInt);
  return { name, dims: [values.length], dataType: elementType.int64, rawData: new Uint8Array(data.buffer) };
}

export const attribute = {
  floats: (name: string, values: readonly number[]) => ({
    name,
    floats: values,
    type: attributeType.floats,
  }),
  float: (name: string, f: number) => ({ name, f, type: attributeType.float }),
  int: (name: string, i: number) => ({ name, i, type: attributeType.int }),
  ints: (name: string, ints: readonly number[]) => ({ name, ints, type: attributeType.ints }),
  string: (name: string, s: string) => ({ name, s: new TextEncoder().encode(s), type: attributeType.string }),
  tensor: (name: string, t: Initializer) => ({ name, t, type: attributeType.tensor }),
};

/** A tensor that enters or leaves; a name in the shape means a size that changes from run to run. */
export function valueInfo(
  name: string,
  shape?: readonly (number | string)[],
  type: keyof typeof elementType = 'float',
): ValueInfo {
  const dim = shape?.map((side) => (typeof side === 'string' ? { dimParam: side } : { dimValue: side }));
  return {
    name,
    type: { tensorType: { elemType: elementType[type], ...(dim ? { shape: { dim } } : {}) } },
  };
}

let types: Record<'Model' | 'Graph' | 'Initializer', protobuf.Type> | undefined;

function messageTypes() {
  if (types) return types;
  const { root } = protobuf.parse(description, { keepCase: true });
  const [Model, Graph, Initializer] = ['Model', 'Graph', 'Initializer'].map((name) => root.lookupType(name));
  types = { Model, Graph, Initializer };
  return types;
}

/**
 * The model's bytes. The weights, nearly all of them, are copied once, into their place: protobufjs, which writes the
 * rest, copies a message again for every message around it. Fields stand in the order of their numbers.
 *
 * @param metadata texts that runtimes hand out beside the graph
 */
export function encodeModel(graph: Graph, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const { Model, Graph, Initializer } = messageTypes();
  const { node, name, initializer, input, output } = graph;
  const weights = initializer.flatMap(({ rawData, ...about }) =>
    field(FIELD.initializer, [encoded(Initializer, about), ...field(FIELD.rawData, [rawData])]),
  );
  const opsetImport = [{ domain: '', version: operatorSet }, ...otherDomains(graph)];
  const metadataProps = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  return joined([
    encoded(Model, { irVersion, producerName: 'googlenet-rcnn' }),
    ...field(FIELD.graph, [encoded(Graph, { node, name }), ...weights, encoded(Graph, { input, output })]),
    encoded(Model, { opsetImport, metadataProps }),
  ]);
}

/** Numbers of the fields that hold the weights, as in the description. */
const FIELD = { graph: 7, initializer: 5, rawData: 9 };

function encoded(type: protobuf.Type, message: object): Uint8Array {
  return type.encode(message).finish();
}

/** A field that holds bytes or a message: its number, its length, what is in it. */
function field(number: number, parts: readonly Uint8Array[]): Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const wireType = 2;
  const head = protobuf.Writer.create()
    .uint32((number << 3) | wireType)
    .uint32(length);
  return [head.finish(), ...parts];
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** ONNX Runtime's own operators have one version. */
function otherDomains({ node }: Graph): { domain: string; version: number }[] {
  const domains = new Set(node.flatMap(({ domain }) => (domain ? [domain] : [])));
  return [...domains].map((domain) => ({ domain, version: 1 }));
}
