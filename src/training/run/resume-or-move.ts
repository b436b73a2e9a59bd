/** For the message about a folder that holds another training. */
export function resumeOrMove(folder: string): string {
  return `Resume with "--run ${folder}" alone and the same photographs, or begin in another folder.`;
}
