/** Collects the nodes of a training step. */
import {
  attribute,
  encodeModel,
  FLOAT,
  floats,
  type Initializer,
  int64s,
  type Node,
  type ValueInfo,
  valueInfo,
} from '../model-proto.js';

export type Attributes = Node['attribute'];

/** A graph, and the values of those of its inputs that follow from the sizes it was written for. */
export interface StepGraph {
  readonly model: Uint8Array;
  /** int64 inputs by name. */
  readonly sizes: ReadonlyMap<string, BigInt64Array>;
}

/**
 * Shapes that depend on the size of the images are inputs of the graph, not constants: two sizes give the same
 * bytes, hence one session, with one pool of memory, serves them all.
 */
export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #initializers = new Map<string, Initializer>();
  readonly #inputs = new Map<string, ValueInfo>();
  readonly #outputs: ValueInfo[] = [];
  readonly #sizes = new Map<string, BigInt64Array>();
  /** Prefix of the names of nodes, for profiles. */
  scope = '';

  /** Adds a node. @returns the name of its only output */
  op(opType: string, inputs: readonly string[], attributes: Attributes = [], domain?: string): string {
    return this.ops(opType, inputs, { count: 1, attributes, domain })[0]!;
  }

  /** Adds a node with several outputs. @returns their names */
  ops(
    opType: string,
    inputs: readonly string[],
    { count, attributes = [], domain }: { count: number; attributes?: Attributes; domain?: string },
  ): string[] {
    const name = `${this.scope}:${opType}:${this.#nodes.length}`;
    const output = Array.from({ length: count }, (_, i) => (count === 1 ? name : `${name}:${i}`));
    this.#nodes.push({
      opType,
      name,
      input: inputs,
      output,
      attribute: attributes,
      ...(domain && { domain }),
    });
    return output;
  }

  /** A constant of whole numbers, the same for all sizes of images. */
  ints(...values: number[]): string {
    const name = `ints:${values.join()}`;
    if (!this.#initializers.has(name)) this.#initializers.set(name, int64s(name, values));
    return name;
  }

  /** Whole numbers that depend on the size of the images or on the number of regions: an input. */
  size(...values: number[]): string {
    const name = `size:${this.#sizes.size}`;
    this.#sizes.set(name, BigInt64Array.from(values, BigInt));
    this.#inputs.set(name, valueInfo(name, undefined, 'int64'));
    return name;
  }

  floats(name: string, dims: readonly number[], values: Float32Array): string {
    if (!this.#initializers.has(name)) this.#initializers.set(name, floats(name, dims, values));
    return name;
  }

  number(value: number): string {
    return this.floats(`number:${value}`, [], Float32Array.of(value));
  }

  input(name: string): string {
    this.#inputs.set(name, valueInfo(name));
    return name;
  }

  output(name: string, value: string): void {
    this.#nodes.push({ opType: 'Identity', name, input: [value], output: [name], attribute: [] });
    this.#outputs.push(valueInfo(name));
  }

  reshape(value: string, shape: string): string {
    return this.op('Reshape', [value, shape]);
  }

  transpose(value: string, ...order: number[]): string {
    return this.op('Transpose', [value], [attribute.ints('perm', order)]);
  }

  concat(values: readonly string[], axis: number): string {
    return this.op('Concat', values, [attribute.int('axis', axis)]);
  }

  /** 1 where a is above b, 0 elsewhere. */
  above(a: string, b: string): string {
    return this.toFloat(this.op('Greater', [a, b]));
  }

  toFloat(value: string): string {
    return this.op('Cast', [value], [attribute.int('to', FLOAT)]);
  }

  encode(): StepGraph {
    const model = encodeModel({
      name: 'training-step',
      node: this.#nodes,
      initializer: [...this.#initializers.values()],
      input: [...this.#inputs.values()],
      output: this.#outputs,
    });
    return { model, sizes: this.#sizes };
  }
}
