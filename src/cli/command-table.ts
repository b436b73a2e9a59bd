import type { Command } from './command.js';

/** A command as the overview lists it; its code loads when it is called, so that start-up stays short. */
export interface CommandEntry {
  readonly usage: string;
  readonly describe: string;
  // biome-ignore lint/suspicious/noExplicitAny: each command has options of its own; yargs hands them through
  readonly load: () => Promise<{ command: Command<any> }>;
}

// In the order of the overview: the main job first.
export const commandTable: readonly CommandEntry[] = [
  {
    usage: 'classify <images..>',
    describe: 'name what is in an image, or in regions of it',
    load: () => import('./commands/classify.js'),
  },
];
