import { suggestion } from '../nearest.js';

/** How yargs says it: a line per option. */
const LINE = /^ *Argument: (\S+), Given: (.*), Choices: (.*)$/;

/** What yargs says of values that an option does not take, in our words; undefined for any other message. */
export function invalidChoices(message: string): string | undefined {
  if (!message.startsWith('Invalid values:')) return undefined;
  const said = message.split('\n').flatMap((line) => {
    const [, option, given = '', choices = ''] = LINE.exec(line) ?? [];
    if (option === undefined) return [];
    const names = choices.split(', ').map(bare);
    const values = given.split(', ').map(bare);
    const wrong = values.find((value) => !names.includes(value)) ?? given;
    return [
      `Expected --${option} to be one of ${names.join(', ')}, but got "${wrong}"${suggestion(wrong, names)}`,
    ];
  });
  return said.length > 0 ? said.join('\n') : undefined;
}

const bare = (text: string) => text.replace(/^"(.*)"$/, '$1');
