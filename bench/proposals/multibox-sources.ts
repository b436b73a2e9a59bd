/** MultiBox alone, and before the search as in GoogLeNet's entry (arXiv 1409.4842, section 8). */
import { existsSync } from 'node:fs';
import { JoinedProposals } from '../../proposals/joined.js';
import { loadMultiBox } from '../../proposals/multibox/load.js';
import { multiBoxRecord } from '../../proposals/multibox/record.js';
import { SelectiveSearchSource } from '../../proposals/selective-search/source.js';
import type { ProposalSource } from '../../proposals/source.js';
import { loadEngine } from '../../src/engines/index.js';
import { decodeImage } from '../../src/platform/node/decode.js';
import { SharedTrunk } from '../../src/trunk/shared-trunk.js';
import { trunkOf } from '../../src/trunk/trunk-of.js';
import { loadModel } from '../../src/weights/model-file.js';
import { registeredPath } from '../../src/weights/model-path.js';
import { codeKey } from './code-key.js';
import { SEARCH_CODE, type Source } from './sources.js';

const MULTIBOX_CODE = ['proposals/multibox', 'src/trunk', 'src/googlenet/region-network.ts'];
const JOINING_CODE = ['proposals/joined.ts', 'proposals/doubles.ts'];

/** BENCH_MULTIBOX, a file that `train multibox` wrote, or the head that ships with the package, where it is there. */
export function headFile(): string | undefined {
  const named = process.env['BENCH_MULTIBOX'];
  if (named !== undefined) return named;
  const shipped = registeredPath('multibox');
  return existsSync(shipped) ? shipped : undefined;
}

/** A trunk runs for all photographs; times are what MultiBox costs beyond the map, which a detector makes anyway. */
export class MultiBoxSources implements Disposable {
  readonly sources: readonly Source[];
  readonly #trunk: SharedTrunk;
  readonly #multiBox: ProposalSource;

  private constructor(trunk: SharedTrunk, multiBox: ProposalSource, sha256: string) {
    this.#trunk = trunk;
    this.#multiBox = multiBox;
    const joined = new JoinedProposals(multiBox, new SelectiveSearchSource({ preset: 'double' }));
    const joinedCode = [...MULTIBOX_CODE, ...JOINING_CODE, ...SEARCH_CODE];
    this.sources = [
      {
        name: 'MultiBox 200',
        key: codeKey(MULTIBOX_CODE, sha256),
        propose: (path) => this.#timed(path, multiBox),
      },
      {
        name: 'double + MultiBox 200',
        key: codeKey(joinedCode, sha256),
        propose: (path) => this.#timed(path, joined),
      },
    ];
  }

  static async load(head: string): Promise<MultiBoxSources> {
    const [model, engine] = await Promise.all([loadModel(head), loadEngine('auto')]);
    const { trunkSha256: _, ...scale } = multiBoxRecord(model);
    const base = await loadModel(model.card.base ?? 'voc');
    const input = base.card.preprocessing;
    const trunk = await SharedTrunk.create({ ...trunkOf(base), engine, input, scale });
    const multiBox = await loadMultiBox({ engine, head, base, running: trunk });
    return new MultiBoxSources(trunk, multiBox, model.card.sha256);
  }

  async #timed(path: string, source: ProposalSource) {
    const raster = await decodeImage(path);
    await this.#trunk.map(raster);
    const began = performance.now();
    const boxes = await source.propose(raster);
    return { ms: performance.now() - began, boxes };
  }

  [Symbol.dispose](): void {
    this.#multiBox[Symbol.dispose]();
    this.#trunk[Symbol.dispose]();
  }
}
