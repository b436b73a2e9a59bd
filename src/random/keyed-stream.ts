/**
 * Seeded choices of training. Each choice has a key of whole numbers, such as (seed, epoch, index): any caller that asks
 * for it, in whatever thread and order, and after whatever interruption, gets the same numbers.
 */

/** Numbers in [0, 1) for a key; other keys, and keys of other lengths, give unrelated streams. */
export function keyedStream(...key: readonly number[]): () => number {
  // Each word of the state sees every part of the key (the mixing steps are MurmurHash3's, by Austin Appleby).
  const state = new Uint32Array(4);
  for (let word = 0; word < 4; word++) {
    let hash = 0x9e3779b9 * (word + 1);
    for (const part of [...key, key.length]) {
      hash = mix(hash ^ mix(part | 0)); // the low 32 bits
      hash = mix((hash + Math.floor(part / 2 ** 32)) | 0); // and those above
    }
    state[word] = hash;
  }
  const next = smallFastCounting(state);
  return () => next() / 2 ** 32;
}

function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Chris Doty-Humphrey's sfc32: 128 bits of state, passes PractRand, and is quick in JavaScript. */
function smallFastCounting(state: Uint32Array): () => number {
  let [a, b, c, counter] = state as unknown as [number, number, number, number];
  return () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
}

/** A number from a to b, evenly. */
export function between(random: () => number, a: number, b: number): number {
  return a + (b - a) * random();
}

/** A normally distributed number, mean 0 and deviation 1, by Box and Muller. */
export function normal(random: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random())); // 1 - [0, 1) is never 0
  return radius * Math.cos(2 * Math.PI * random());
}

/** The numbers 0 to count - 1 in random order, by Fisher and Yates. */
export function shuffled(random: () => number, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
