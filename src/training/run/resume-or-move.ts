/** For the message about a folder that holds another training. */
import { shellWord } from '../../shell-word.js';

export function resumeOrMove(folder: string): string {
  return `Resume with \`--run ${shellWord(folder)}\` alone and the same photographs, or begin in another folder.`;
}
