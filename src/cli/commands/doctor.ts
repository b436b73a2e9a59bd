import pc from 'picocolors';
import { type Diagnosis, diagnose, type Examined } from '../../setup/doctor.js';
import { type Command, exitCode } from '../command.js';
import { print, table, writeJsonLine } from '../output/output.js';

interface Options {
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    yargs
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value on standard output' })
      .example('$0 doctor', 'one line per part, and how to fix those that do not work')
      .example('$0 doctor --json', 'the same for a script; exit code 1 when detection cannot work'),
  run: doctor,
};

async function doctor({ json }: Options): Promise<number> {
  const diagnosis = await diagnose();
  if (json) await writeJsonLine(diagnosis);
  else await render(diagnosis);
  return diagnosis.ok ? exitCode.done : exitCode.partlyFailed;
}

const colours = { ok: pc.green, missing: pc.yellow, broken: pc.red } as const;

async function render({ ok, checks }: Diagnosis): Promise<void> {
  const row = ({ name, status, version, detail, purpose }: Examined) => [
    name,
    colours[status](status),
    version ?? '',
    purpose,
    detail,
  ];
  await print(table(checks.map(row), { head: ['', 'state', 'version', 'for', 'found'] }));
  const fixes = checks.flatMap(({ name, fix, required }) =>
    fix === undefined ? [] : [[name, required ? 'needed' : 'optional', fix]],
  );
  if (fixes.length > 0) await print(`\n${table(fixes, { head: ['to fix', '', 'run'] })}`);
  await print(ok ? '\nDetection works.' : pc.red('\nDetection does not work until what is needed is fixed.'));
}
