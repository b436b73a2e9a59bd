/** Detections of classes that are not in the data set: kept with class -1, counted and named. */
export interface LeftOutClass {
  /** Its name, or its number in the results. */
  readonly class: string;
  readonly detections: number;
}

export class LeftOutClasses {
  readonly #counts = new Map<string, number>();

  add(name: string, detections = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + detections);
  }

  /** Most detections first; undefined when there are none. */
  list(): LeftOutClass[] | undefined {
    if (this.#counts.size === 0) return undefined;
    const list = Array.from(this.#counts, ([name, detections]) => ({ class: name, detections }));
    return list.sort((a, b) => b.detections - a.detections);
  }
}
