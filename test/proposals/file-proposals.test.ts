import { describe, expect, it } from 'vitest';
import { FileProposals } from '../../proposals/file-proposals.js';
import { Boxes } from '../../src/geometry/boxes.js';

const image = { width: 100, height: 50, data: new Uint8Array(3 * 100 * 50) };
const box = (x1: number, y1: number, x2: number, y2: number) => ({ x1, y1, x2, y2 });

describe('proposals from a file', () => {
  it('are found by path, else by file name', async () => {
    const [a, b] = [Boxes.from([box(0, 0, 10, 10)]), Boxes.from([box(0, 0, 20, 20)])];
    const source = new FileProposals(new Map([['x/cat.jpg', a]]).set('y/cat.jpg', b).set('dog.jpg', b));
    expect((await source.propose(image, { name: 'y/cat.jpg' })).toArray()).toEqual(b.toArray());
    expect((await source.propose(image, { name: '/photos/dog.jpg' })).toArray()).toEqual(b.toArray());
    await expect(source.propose(image, { name: 'z/cat.jpg' })).rejects.toThrow(/z\/cat\.jpg.*several/);
    await expect(source.propose(image, { name: 'bird.jpg' })).rejects.toThrow(/bird\.jpg.*none/);
    await expect(source.propose(image)).rejects.toThrow(/an image/);
  });

  it('are cut to the image, in order, without empty ones and doubles', async () => {
    const given = [
      box(90, 40, 120, 60),
      box(0, 0, 5, 5),
      box(100, 0, 110, 10),
      box(0, 0, 5, 5),
      box(-5, 3, 7, 9),
    ];
    const source = new FileProposals(new Map([['a', Boxes.from(given)]]));
    const kept = [box(90, 40, 100, 50), box(0, 0, 5, 5), box(0, 3, 7, 9)];
    expect((await source.propose(image, { name: 'a' })).toArray()).toEqual(kept);
  });
});
