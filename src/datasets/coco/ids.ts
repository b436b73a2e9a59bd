/**
 * COCO's ids as pycocotools takes them: whatever can be a key in Python. Whole numbers of at most 53 bits, nearly all
 * there are, are their own codes; text and larger numbers get a code that is not a whole number, so that columns and
 * maps of numbers can hold every id.
 */
export class CocoIds {
  readonly #codes = new Map<string, number>();
  readonly #texts: string[] = [];

  code(id: number | string): number {
    if (typeof id === 'number') return id;
    const known = this.#codes.get(id);
    if (known !== undefined) return known;
    const code = this.#texts.push(id) - 0.5;
    this.#codes.set(id, code);
    return code;
  }

  /** The id where the file has it as text; undefined for numbers, those of 64 bits included. */
  quoted(code: number): string | undefined {
    if (Number.isInteger(code)) return undefined;
    const text = this.text(code);
    return /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text)) ? undefined : text;
  }

  /** The id as the file has it, without quotes. */
  text(code: number): string {
    return Number.isInteger(code) ? String(code) : this.#texts[code - 0.5]!;
  }
}
