/**
 * A binary heap of pair numbers, the greatest value on top, in which a pair's value can change and a pair can
 * leave. Of equal values the smaller number is on top, so that the order never depends on history.
 */
export class PairHeap {
  readonly value: Float64Array;
  readonly #heap: Int32Array;
  /** Position of each pair in the heap; -1 when it is not there. */
  readonly #place: Int32Array;
  #length = 0;

  constructor(pairs: number) {
    this.value = new Float64Array(pairs);
    this.#heap = new Int32Array(pairs);
    this.#place = new Int32Array(pairs).fill(-1);
  }

  top(): number {
    return this.#heap[0];
  }

  /** Inserts the pair or changes its value. */
  set(pair: number, value: number): void {
    this.value[pair] = value;
    if (this.#place[pair] < 0) {
      this.#place[pair] = this.#length;
      this.#heap[this.#length++] = pair;
    }
    this.#settle(pair);
  }

  remove(pair: number): void {
    const at = this.#place[pair];
    const last = this.#heap[--this.#length];
    this.#place[pair] = -1;
    if (last === pair) return;
    this.#heap[at] = last;
    this.#place[last] = at;
    this.#settle(last);
  }

  #settle(pair: number): void {
    const heap = this.#heap;
    const place = this.#place;
    let at = place[pair];
    while (at > 0 && this.#above(pair, heap[(at - 1) >> 1])) {
      heap[at] = heap[(at - 1) >> 1];
      place[heap[at]] = at;
      at = (at - 1) >> 1;
    }
    for (let child = 2 * at + 1; child < this.#length; child = 2 * at + 1) {
      if (child + 1 < this.#length && this.#above(heap[child + 1], heap[child])) child++;
      if (!this.#above(heap[child], pair)) break;
      heap[at] = heap[child];
      place[heap[at]] = at;
      at = child;
    }
    heap[at] = pair;
    place[pair] = at;
  }

  #above(a: number, b: number): boolean {
    return this.value[a] > this.value[b] || (this.value[a] === this.value[b] && a < b);
  }
}
