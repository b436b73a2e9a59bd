import { encodeHead, encodeMessage, type MessageType } from './protobuf-writer.js';

/*
 * The part of ONNX's file format that our graphs use. Field and type numbers are those of the format
 * (github.com/onnx/onnx, onnx.proto); what we never write is left out.
 */
const initializerMessage: MessageType = {
  dims: [1, 'int'],
  dataType: [2, 'int'],
  name: [8, 'string'],
  rawData: [9, 'bytes'],
};
const attributeMessage: MessageType = {
  name: [1, 'string'],
  f: [2, 'float'],
  i: [3, 'int'],
  s: [4, 'bytes'],
  t: [5, initializerMessage],
  floats: [7, 'float'],
  ints: [8, 'int'],
  type: [20, 'int'],
};
const nodeMessage: MessageType = {
  input: [1, 'string'],
  output: [2, 'string'],
  name: [3, 'string'],
  opType: [4, 'string'],
  attribute: [5, attributeMessage],
  domain: [7, 'string'],
};
const dimensionMessage: MessageType = { dimValue: [1, 'int'], dimParam: [2, 'string'] };
const tensorTypeMessage: MessageType = { elemType: [1, 'int'], shape: [2, { dim: [1, dimensionMessage] }] };
const valueInfoMessage: MessageType = {
  name: [1, 'string'],
  type: [2, { tensorType: [1, tensorTypeMessage] }],
};
const graphMessage: MessageType = {
  node: [1, nodeMessage],
  name: [2, 'string'],
  initializer: [5, initializerMessage],
  input: [11, valueInfoMessage],
  output: [12, valueInfoMessage],
};
const modelMessage: MessageType = {
  irVersion: [1, 'int'],
  producerName: [2, 'string'],
  graph: [7, graphMessage],
  opsetImport: [8, { domain: [1, 'string'], version: [2, 'int'] }],
  metadataProps: [14, { key: [1, 'string'], value: [2, 'string'] }],
};

const elementType = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const;
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

/** The bytes are a view of the values, not a copy: they are copied once, when the model is encoded. */
function arraysOf<Data extends ArrayBufferView>(type: keyof typeof elementType) {
  return (name: string, dims: readonly number[], { buffer, byteOffset, byteLength }: Data): Initializer => ({
    name,
    dims,
    dataType: elementType[type],
    rawData: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
  });
}

export const floats = arraysOf<Float32Array>('float');
/** Of bit patterns. */
export const float16s = arraysOf<Uint16Array>('float16');
export const uint8s = arraysOf<Uint8Array>('uint8');
export const int8s = arraysOf<Int8Array>('int8');
export const int32s = arraysOf<Int32Array>('int32');

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

/**
 * The model's bytes. The weights, nearly all of them, are copied once, into their place; a message is otherwise copied for
 * every message around it. Fields stand in the order of their numbers.
 *
 * @param metadata texts that runtimes hand out beside the graph
 */
export function encodeModel(graph: Graph, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const { node, name, initializer, input, output } = graph;
  const weights = initializer.flatMap(({ rawData, ...about }) =>
    field(FIELD.initializer, [encodeMessage(initializerMessage, about), ...field(FIELD.rawData, [rawData])]),
  );
  const opsetImport = [{ domain: '', version: operatorSet }, ...otherDomains(graph)];
  const metadataProps = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  return joined([
    encodeMessage(modelMessage, { irVersion, producerName: 'googlenet-rcnn' }),
    ...field(FIELD.graph, [
      encodeMessage(graphMessage, { node, name }),
      ...weights,
      encodeMessage(graphMessage, { input, output }),
    ]),
    encodeMessage(modelMessage, { opsetImport, metadataProps }),
  ]);
}

/** The fields that hold the weights. */
const FIELD = {
  graph: modelMessage['graph']![0],
  initializer: graphMessage['initializer']![0],
  rawData: initializerMessage['rawData']![0],
};

/** A field that holds bytes or a message: its number, its length, what is in it. */
function field(number: number, parts: readonly Uint8Array[]): Uint8Array[] {
  return [
    encodeHead(
      number,
      parts.reduce((sum, part) => sum + part.length, 0),
    ),
    ...parts,
  ];
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
