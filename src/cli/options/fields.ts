/**
 * Options of the command line from the fields of a schema, most of them those of library calls: type, choices, default
 * and check are the field's, the words of the help are the command's.
 */
import type { Argv, Options } from 'yargs';
import { z } from 'zod';
import { shownValue } from '../../check-arguments.js';
import { RcnnError } from '../../errors.js';

type Fields = Readonly<Record<string, z.ZodType>>;

type Output<All extends Fields> = z.output<z.ZodObject<All>>;

/** What comes of the options: texts where a call takes more than an argument can say. */
type Given<All extends Fields, Name extends keyof All> = {
  readonly [Key in keyof Output<Pick<All, Name>>]: Output<Pick<All, Name>>[Key] extends
    | string
    | number
    | undefined
    ? Output<Pick<All, Name>>[Key]
    : string;
};

/** Adds an option per name of `words`, which the help shows: `cropImages` is `--crop-images`. */
export function fieldOptions<T, All extends Fields, Name extends keyof All & string>(
  yargs: Argv<T>,
  fields: All,
  words: Readonly<Record<Name, string>>,
): Argv<T & Given<All, Name>> {
  for (const [name, describe] of Object.entries<string>(words))
    yargs.option(dashed(name), { describe, ...optionOf(fields[name]!) });
  const numbers = Object.keys(words).filter((name) => optionOf(fields[name]!).type === 'number');
  yargs.check((given) => {
    for (const name of numbers) check(dashed(name), fields[name]!, given[name]);
    return true;
  });
  return yargs as Argv<T & Given<All, Name>>;
}

const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function optionOf(field: z.ZodType): Options {
  if (field instanceof z.ZodOptional) return optionOf(field.unwrap() as z.ZodType);
  if (field instanceof z.ZodDefault) {
    const preset = field.def.defaultValue as string | number;
    return { ...optionOf(field.unwrap() as z.ZodType), default: preset };
  }
  if (field instanceof z.ZodEnum) return { choices: field.options };
  if (field instanceof z.ZodLiteral) return { choices: [...field.values] as number[] };
  // What else a call takes, such as an object, cannot be typed: commands read the text.
  return { type: field instanceof z.ZodNumber ? 'number' : 'string' };
}

/** @throws RcnnError `bad-option` */
function check(name: string, field: z.ZodType, value: unknown): void {
  // No number at all: the command line says what was typed.
  if (Number.isNaN(value)) return;
  const { error } = field.safeParse(value);
  if (!error) return;
  const message = `Expected --${name} to be ${error.issues[0]!.message}, but got ${shownValue(value)}.`;
  throw new RcnnError('bad-option', message);
}
