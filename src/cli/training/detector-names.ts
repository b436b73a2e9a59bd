/** What a detector and its files are called, where nobody says. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { say } from '../output/output.js';

/** `<name of the data's folder>.safetensors`. */
export function defaultOut(data: string): string {
  const path = resolve(data);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? true;
  return `${basename(isFolder ? path : dirname(path))}.safetensors`;
}

/** The report beside a detector's file. */
export function reportPath(out: string): string {
  return `${out.replace(/\.safetensors$/, '')}.html`;
}

/** Before any work: training again under the same name is usual, losing a detector is not. */
export function sayReplaced(out: string): void {
  if (existsSync(out)) say(`${out} is there already, and will be replaced at the end; --out names another.`);
}
