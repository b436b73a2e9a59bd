/** The examples of the help. */

/** Columns that yargs leaves free on either side. */
const MARGIN = 2;

/**
 * What is shown of an example: a line that says what it is for, the command below it. A column for either would break
 * commands wherever it ends; a command longer than a line is continued as a shell continues it.
 */
export function exampleText(command: string, description: string, columns: number): string {
  const lines = command.replaceAll('$0', 'googlenet-rcnn').split('\n');
  const shown = lines.map((line) => continued(line, columns - 2 * MARGIN)).join('\n');
  return description === '' ? shown : `# ${description}\n${shown}`;
}

/** Broken before options alone: what belongs together stays together. */
function continued(command: string, columns: number): string {
  if (command.length <= columns) return command;
  const lines: string[] = [];
  let line = '';
  for (const part of command.split(/ (?=--)/)) {
    const longer = line === '' ? part : `${line} ${part}`;
    // Room for the mark of continuation.
    if (line !== '' && longer.length > columns - 2) {
      lines.push(line);
      line = part;
    } else line = longer;
  }
  return [...lines, line].join(' \\\n');
}
