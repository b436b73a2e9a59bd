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
  for (const [name, describe] of Object.entries<string>(words)) {
    const option = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    yargs.option(option, { describe, ...optionOf(option, fields[name]!) });
  }
  return yargs as Argv<T & Given<All, Name>>;
}

function optionOf(name: string, field: z.ZodType): Options {
  if (field instanceof z.ZodOptional) return optionOf(name, field.unwrap() as z.ZodType);
  if (field instanceof z.ZodDefault) {
    const preset = field.def.defaultValue as string | number;
    return { ...optionOf(name, field.unwrap() as z.ZodType), default: preset };
  }
  if (field instanceof z.ZodEnum) return { choices: field.options };
  if (field instanceof z.ZodLiteral) return { choices: [...field.values] as number[] };
  if (field instanceof z.ZodNumber) return { type: 'number', coerce: (value) => checked(name, field, value) };
  // What else a call takes, such as an object, cannot be typed: commands read the text.
  return { type: 'string' };
}

/** @throws RcnnError `bad-option` */
function checked(name: string, field: z.ZodType, value: unknown): unknown {
  // No number at all: the command line says what was typed.
  if (value === undefined || Number.isNaN(value)) return value;
  const { error } = field.safeParse(value);
  if (!error) return value;
  const message = `Expected --${name} to be ${error.issues[0]!.message}, but got ${shownValue(value)}.`;
  throw new RcnnError('bad-option', message);
}
