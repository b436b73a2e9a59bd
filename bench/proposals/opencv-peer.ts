/** OpenCV's selective search in a Python process that stays, a photograph a request. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Boxes } from '../../src/geometry/boxes.js';
import type { Proposed } from './box-cache.js';

export class OpenCvPeer implements Disposable {
  readonly #process: ChildProcess;
  readonly #ask: (line: string) => Promise<string>;

  /** @param python has the package opencv-contrib-python-headless */
  constructor(python: string) {
    const script = fileURLToPath(new URL('../peers/opencv_selective_search.py', import.meta.url));
    const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process = child;
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.#ask = async (line) => {
      child.stdin.write(`${line}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`Expected an answer of OpenCV to "${line}", but ${python} ended.`);
      return value;
    };
  }

  async propose(mode: 'fast' | 'quality', path: string): Promise<Proposed> {
    const answer = JSON.parse(await this.#ask(`${mode} ${path}`)) as {
      ms: number;
      boxes: [number, number, number, number][];
    };
    const boxes = Boxes.from(answer.boxes.map(([x, y, w, h]) => ({ x1: x, y1: y, x2: x + w, y2: y + h })));
    return { ms: answer.ms, boxes };
  }

  [Symbol.dispose](): void {
    this.#process.kill();
  }
}
