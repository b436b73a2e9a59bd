/** The keyboard: every action has a key, and none while something is typed. */
import type { Commands } from './commands.js';

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** @returns whether the key meant something */
export function act(event: KeyboardEvent, actions: Commands): boolean {
  const action = actionOf(event, actions);
  return action !== undefined && action() !== false;
}

function actionOf(event: KeyboardEvent, actions: Commands): (() => unknown) | undefined {
  const { key, shiftKey } = event;
  const on = (selector: string) => event.target instanceof HTMLElement && event.target.closest(selector);
  if (on('input, select, textarea')) return undefined;
  if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'z') return () => actions.undo();
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (/^[1-9]$/.test(key)) return () => actions.digit(Number(key));
  const arrow = ARROWS[key];
  if (arrow) return () => actions.nudge(arrow[0], arrow[1], shiftKey);
  if (key === 'Enter' && on('button, a, summary')) return undefined; // it presses the button
  const named: Readonly<Record<string, () => void>> = {
    '[': () => actions.step(-1),
    ']': () => actions.step(1),
    Enter: () => actions.keep(),
    Escape: () => actions.escape(),
    g: () => actions.ghost(),
    e: () => actions.extremes(),
    y: () => actions.answer(true),
    n: () => actions.answer(false),
    Delete: () => actions.remove(),
    Backspace: () => actions.remove(),
    '0': () => actions.nothing(),
    PageDown: () => actions.next(),
  };
  return named[key.length === 1 ? key.toLowerCase() : key];
}
