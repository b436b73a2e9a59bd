/** The photograph with what is drawn over it: a canvas for pixels, an SVG for boxes, in pixels of the photograph. */
import type { Box, Size } from '../geometry/box.js';
import { h, s } from './dom.js';

export interface DrawnBox {
  readonly box: Box;
  readonly color?: string;
  readonly label?: string;
  /** `kept`, `dropped`, `chosen`, `ghost`, `faint`: see the style. */
  readonly kind?: string;
  /** For screen readers, where it is not the label. */
  readonly name?: string;
  /** Reached by Tab, where given. */
  readonly onChoose?: () => void;
}

/** Pixels of the screen. */
const LABEL = 13;

export class Stage {
  readonly element: HTMLElement;
  readonly canvas = h('canvas', { 'aria-hidden': 'true' });
  readonly svg = s('svg', { preserveAspectRatio: 'none' });
  readonly #image = h('img', { alt: '', draggable: 'false' });
  readonly frame: HTMLElement;
  size: Size = { width: 1, height: 1 };
  #drawn: readonly DrawnBox[] = [];

  constructor() {
    this.frame = h('div', { class: 'frame' }, this.#image, this.canvas, this.svg);
    this.element = h('div', { class: 'stage' }, this.frame);
    // Names keep their size on the screen when a window changes its own, or a phone is turned.
    new ResizeObserver(() => this.boxes(this.#drawn)).observe(this.frame);
  }

  /** @param name what the photograph is called, for screen readers @throws what the browser cannot show */
  async show(source: string, name: string): Promise<void> {
    this.#image.hidden = false;
    this.#image.src = source;
    this.#image.alt = name;
    try {
      await this.#image.decode();
    } catch (error) {
      if (this.#image.getAttribute('src') === source) {
        this.#image.hidden = true; // no torn picture, nor the boxes of the one before
        this.clear();
      }
      throw error;
    }
    this.resize({ width: this.#image.naturalWidth, height: this.#image.naturalHeight });
  }

  resize(size: Size): void {
    this.size = size;
    const { width, height } = size;
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.frame.style.setProperty('--ratio', String(width / height));
    this.clear();
  }

  clear(): void {
    this.canvas.width = 0;
    this.boxes([]);
  }

  /** The photograph's own pixels, for pictures that are made of them. */
  get photograph(): HTMLImageElement {
    return this.#image;
  }

  /** Pixels of the photograph in one pixel of the screen. */
  get scale(): number {
    return this.size.width / Math.max(1, this.frame.clientWidth);
  }

  /** Where the pointer is, in pixels of the photograph, held inside it. */
  at({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): { x: number; y: number } {
    const { left, top, width, height } = this.frame.getBoundingClientRect();
    const hold = (value: number, most: number) => Math.min(Math.max(value, 0), most);
    return {
      x: hold(((clientX - left) / width) * this.size.width, this.size.width),
      y: hold(((clientY - top) / height) * this.size.height, this.size.height),
    };
  }

  boxes(drawn: readonly DrawnBox[]): void {
    this.#drawn = drawn;
    this.svg.replaceChildren(...drawn.map((one) => this.#box(one)));
  }

  #box({ box, color = '#ffffff', label, name = label, kind = 'kept', onChoose }: DrawnBox): SVGElement {
    const { x1, y1, x2, y2 } = box;
    const rect = { x: x1, y: y1, width: x2 - x1, height: y2 - y1 };
    const choosing: Record<string, string | (() => void)> = onChoose
      ? {
          ...{ tabindex: '0', role: 'button', 'aria-label': name ?? '' },
          onclick: onChoose,
          onkeydown: ((event: KeyboardEvent) => {
            if (event.key !== 'Enter' && event.key !== ' ') return;
            event.preventDefault(); // a blank would scroll
            onChoose();
          }) as () => void,
        }
      : {};
    const group = s('g', { class: `box ${kind}`, ...choosing });
    group.append(
      s('rect', { ...rect, class: 'casing' }),
      s('rect', { ...rect, class: 'line', stroke: color }),
    );
    if (label !== undefined && label !== '') group.append(...this.#label(label, box, color));
    return group;
  }

  /** A plate above the box, or inside where there is no room. */
  #label(text: string, { x1, y1 }: Box, color: string): SVGElement[] {
    const size = LABEL * this.scale;
    const [width, height] = [widthOf(text) * this.scale + size * 0.7, size * 1.5];
    const y = y1 >= height ? y1 - height : y1;
    const x = Math.min(x1, Math.max(0, this.size.width - width));
    const words = s('text', { x: x + size * 0.35, y: y + height * 0.7, 'font-size': size }, text);
    return [s('rect', { x, y, width, height, fill: color, class: 'plate', rx: size * 0.2 }), words];
  }
}

const pen = document.createElement('canvas').getContext('2d')!;

/** Of a label, in pixels of the screen: letters of Korean are twice as wide as most others. */
function widthOf(text: string): number {
  pen.font = `650 ${LABEL}px ${getComputedStyle(document.body).fontFamily}`; // as in styles/stage.css
  return pen.measureText(text).width;
}
