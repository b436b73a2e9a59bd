import pc from 'picocolors';
import type { Check } from '../../setup/doctor/check.js';
import { type Diagnosis, diagnose, type Examined, examine } from '../../setup/doctor.js';
import { type Command, exitCode } from '../command.js';
import { print, table, writeJsonLine } from '../output/output.js';

interface Options {
  readonly json: boolean;
  readonly storage?: string;
}

export const command: Command<Options> = {
  build: (yargs) =>
    yargs
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value on standard output' })
      .option('storage', {
        type: 'string',
        describe: 'examine this storage of `jobs` instead: a folder, or s3://bucket/prefix',
      })
      .example('$0 doctor', 'one line per part, and how to fix those that do not work')
      .example('$0 doctor --json', 'the same for a script; exit code 1 when detection cannot work')
      .example('$0 doctor --storage s3://bucket/jobs', 'whether workers can share it'),
  run: doctor,
};

async function doctor({ json, storage }: Options): Promise<number> {
  const diagnosis = await (storage === undefined ? diagnose() : diagnoseStorage(storage));
  const [works, fails] =
    storage === undefined
      ? ['Detection works.', 'Detection does not work until what is needed is fixed.']
      : [
          'Workers on this machine can share it; on others, run the same command.',
          'Workers cannot rely on it.',
        ];
  if (json) await writeJsonLine(diagnosis);
  else await render(diagnosis, { works, fails });
  return diagnosis.ok ? exitCode.done : exitCode.partlyFailed;
}

/** What a store guarantees, by trying; a few objects below `probe-...` come and go. */
async function diagnoseStorage(url: string): Promise<Diagnosis> {
  const { openStorage } = await import('../../jobs/storage/open-storage.js');
  const { storageProbes, withoutTrace } = await import('../../jobs/storage/probe.js');
  const storage = await openStorage(url);
  const fix = 'Take a local or NFS folder, or a store that honours If-None-Match.';
  const checks = storageProbes.map(
    ({ name, purpose, look }): Check => ({
      ...{ name, purpose, required: true, fix },
      look: async () => ({ status: 'ok', detail: await look(storage) }),
    }),
  );
  return withoutTrace(storage, () => examine(checks));
}

const colours = { ok: pc.green, missing: pc.yellow, broken: pc.red } as const;

async function render(
  { ok, checks }: Diagnosis,
  { works, fails }: { readonly works: string; readonly fails: string },
): Promise<void> {
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
  await print(ok ? `\n${works}` : pc.red(`\n${fails}`));
}
