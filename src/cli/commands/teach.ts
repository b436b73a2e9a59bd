import { resolve } from 'node:path';
import { RcnnError } from '../../errors.js';
import { mainThreadFirst } from '../../platform/node/thread-priority.js';
import { builtPage } from '../../serve/built-page.js';
import { unreadText } from '../../teach/teach-folder.js';
import { createTeachServer } from '../../teach/teach-server.js';
import { type Command, type CommandContext, exitCode } from '../command.js';
import { type EngineOptions, engineOptions } from '../options/engine-options.js';
import { say, warn } from '../output/output.js';
import { addressOf, listen, stopped } from './serve/listen.js';

interface Options extends EngineOptions {
  readonly folder: string;
  readonly base: string;
  readonly host: string;
  readonly port: number;
  readonly token?: string;
}

export const command: Command<Options> = {
  build: (yargs) =>
    engineOptions(yargs)
      .positional('folder', { type: 'string', demandOption: true, describe: 'folder of photographs' })
      .option('base', {
        type: 'string',
        default: 'voc',
        describe: 'the network whose features are used, a detector by name or file',
      })
      .option('host', { type: 'string', default: '127.0.0.1', describe: 'address to listen at' })
      .option('port', { type: 'number', default: 8081, describe: 'port; 0: any that is free' })
      .option('token', { type: 'string', describe: 'secret that the page asks for [GOOGLENET_RCNN_TOKEN]' })
      .example('$0 teach mugs', 'label the photographs in mugs/ at http://127.0.0.1:8081')
      .example(
        '$0 train detector --data mugs --run mugs/taught --out mugs.safetensors',
        'the same model without the page',
      ),
  // Labels are written where the photographs are: that is what the folder is for.
  files: { reads: ['base'], writes: [] },
  run: teach,
};

async function teach(options: Options, { signal }: CommandContext): Promise<number> {
  const { base, engine, threads, host, port } = options;
  const page = builtPage();
  if (page === undefined) {
    throw new RcnnError('file-not-found', 'Expected the page, but it is not built: npm run build makes it.');
  }
  const root = resolve(options.folder);
  const given = options.token ?? process.env['GOOGLENET_RCNN_TOKEN'];
  const token = given === undefined || given === '' ? {} : { token: given };
  const thread = { root, base, engine, ...(threads !== undefined && { threads }) };
  mainThreadFirst();
  const { app, session, close } = await createTeachServer({ ...thread, ...token, page, host });
  try {
    await listen(app, { host, port });
    const { photographs, unread } = session.folder;
    if (unread.length > 0) warn(unreadText(unread));
    const count = photographs.length;
    say(
      `Teaching on ${count} photographs at ${addressOf(app)}. Ctrl-C stops it; every action is kept at once.`,
    );
    await stopped(signal);
  } finally {
    await close();
  }
  return exitCode.done;
}
