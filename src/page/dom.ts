/** Elements in one expression: all that the page needs of a framework. */

type Child = Node | string | number | undefined | false;
type Handler = (event: never) => void;
type Props = Readonly<Record<string, string | number | boolean | undefined | Handler>>;

/** `on...` are listeners; true is an attribute without a value; undefined and false leave it out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), props, children);
}

/** As {@link h}, for what stands inside an `<svg>`. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), props, children);
}

function filled<E extends Element>(element: E, props: Props, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== false).map(asNode));
  return element;
}

const asNode = (child: Child) => (child instanceof Node ? child : String(child));

/** Puts other children in the place of those that are there. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter((child) => child !== undefined && child !== false).map(asNode));
}

const REACHED = 'button, input, select, [tabindex]';

/** Draws anew; whoever was at a control inside is then at the one of the same words, or else in the same place. */
export function keepFocus(within: Element, draw: () => void): void {
  const reached = () => [...within.querySelectorAll<HTMLElement | SVGElement>(REACHED)];
  const words = (one: Element | undefined) => one && (one.getAttribute('aria-label') ?? one.textContent);
  const before = reached();
  const at = before.indexOf(document.activeElement as HTMLElement);
  const said = words(before[at]);
  draw();
  if (at < 0 || within.contains(document.activeElement)) return;
  const after = reached();
  const same = after.find((one) => words(one) === said) ?? after[Math.min(at, after.length - 1)];
  same?.focus({ preventScroll: true });
}

/** A slider with its name and its value, which is announced as it moves. */
export function slider(options: {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  readonly shown: (value: number) => string;
  readonly onInput: (value: number) => void;
}): HTMLElement {
  const { label, min, max, step, value, shown, onInput } = options;
  const output = h('output', {}, shown(value));
  const input = h('input', {
    ...{ type: 'range', min, max, step, value, 'aria-valuetext': shown(value) },
    oninput: () => {
      const now = Number(input.value);
      onInput(now);
      output.textContent = shown(now);
      input.setAttribute('aria-valuetext', shown(now));
    },
  });
  return h('label', { class: 'slider' }, h('span', {}, label), output, input);
}
