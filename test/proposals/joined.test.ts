import { expect, it } from 'vitest';
import { JoinedProposals } from '../../proposals/joined.js';
import type { ProposalSource } from '../../proposals/source.js';
import { Boxes } from '../../src/geometry/boxes.js';

const image = { width: 9, height: 9, data: new Uint8Array(243) };
const box = (x1: number) => ({ x1, y1: 0, x2: 9, y2: 9 });

class Fixed implements ProposalSource {
  disposed = 0;
  constructor(private readonly lefts: number[]) {}
  async propose(): Promise<Boxes> {
    return Boxes.from(this.lefts.map(box));
  }
  [Symbol.dispose](): void {
    this.disposed++;
  }
}

it('puts the first source before the second, without its doubles', async () => {
  const [first, second] = [new Fixed([3, 1]), new Fixed([2, 1, 4])];
  const joined = new JoinedProposals(first, second);
  expect((await joined.propose(image)).toArray()).toEqual([3, 1, 2, 4].map(box));
  joined[Symbol.dispose]();
  expect([first.disposed, second.disposed]).toEqual([1, 1]);
});
