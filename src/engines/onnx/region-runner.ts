import { alignedName, mapName, type RegionGraphs } from '../../onnx/region-graphs.js';
import { Turns } from '../../turns.js';
import type { Tensor } from '../engine.js';
import { RegionAligner } from './region-aligner.js';
import type { OnnxSession } from './session.js';

type Graphs = Pick<RegionGraphs, 'align' | 'values'>;

/** Runs a network of regions: its maps, once per map that comes in; RoIAlign; what lies behind it. */
export class RegionRunner implements Disposable {
  readonly #maps: OnnxSession;
  readonly #regions: OnnxSession;
  readonly #graphs: Graphs;
  readonly #aligner: RegionAligner;
  /** What is aligned lies in the aligner's memory until the regions have run. */
  readonly #turns = new Turns(1);
  /** The map that the aligner has, copied: batches of one image's regions bring the same again. */
  #known: Tensor | undefined;

  /** Owns the sessions from now on. */
  constructor(sessions: { readonly maps: OnnxSession; readonly regions: OnnxSession }, graphs: Graphs) {
    this.#maps = sessions.maps;
    this.#regions = sessions.regions;
    this.#graphs = graphs;
    this.#aligner = new RegionAligner(graphs.align, graphs.values);
  }

  /** @param inputs the network's, checked */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    return this.#turns.run(async () => {
      const { align, values } = this.#graphs;
      const [map, regions] = [inputs[align.input]!, inputs[align.regions]!];
      if (!this.#known || !isSame(this.#known, map)) await this.#take(map);
      const aligned = this.#aligner.align(regions.data);
      const { size } = align;
      const feeds = values.map(({ name, channels }, i): [string, Tensor] => {
        return [alignedName(name), { data: aligned[i]!, shape: [regions.shape[0]!, size, size, channels] }];
      });
      return this.#regions.run(Object.fromEntries(feeds));
    });
  }

  async #take(map: Tensor): Promise<void> {
    this.#known = undefined;
    const { align, values } = this.#graphs;
    const known = { data: map.data.slice(), shape: [...map.shape] };
    const maps = await this.#maps.run({ [align.input]: map });
    const [, , height, width] = map.shape as [number, number, number, number];
    this.#aligner.setMaps(
      values.map(({ name }) => maps[mapName(name)]!.data),
      { width, height },
    );
    this.#known = known;
  }

  /** Runs under way still finish. */
  [Symbol.dispose](): void {
    this.#turns.whenIdle(() => {
      this.#maps[Symbol.dispose]();
      this.#regions[Symbol.dispose]();
    });
  }
}

/** To the bit; a few tenths of a millisecond for a photograph's map. */
function isSame(a: Tensor, b: Tensor): boolean {
  return a.shape.join() === b.shape.join() && bytesOf(a).equals(bytesOf(b));
}

function bytesOf({ data }: Tensor): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
