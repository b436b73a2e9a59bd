import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedVersion } from '../../platform/node/installed-version.js';
import { telemetryIsOff } from '../../platform/node/telemetry.js';
import { runCommand } from '../run-command.js';
import type { Finding } from './check.js';

// Bytes that are no network: the library has started by the time it refuses them.
const script = `require(process.argv[1]).InferenceSession.create(new Uint8Array(1)).catch(() => {})`;

/** Starts ONNX Runtime in a process with an empty home, and looks at what it leaves there. */
export async function telemetry(): Promise<Finding> {
  const version = installedVersion('onnxruntime-node');
  if (version === undefined) return { status: 'missing', detail: 'onnxruntime-node is not installed' };
  if (!telemetryIsOff()) {
    return { status: 'broken', version, detail: 'ORT_DISABLE_TELEMETRY is set to something else than 1' };
  }
  const left = await leftBehind();
  if (left.length === 0) return { status: 'ok', version, detail: 'off: it leaves no record' };
  return { status: 'broken', version, detail: `the library leaves ${left.join(', ')} in the home folder` };
}

/** @param env what is to differ from this process's environment */
export async function leftBehind(env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const home = await mkdtemp(join(tmpdir(), 'doctor-'));
  const library = createRequire(import.meta.url).resolve('onnxruntime-node');
  try {
    // The library is silent where CI is set, whatever its switch says.
    const homes = { HOME: home, XDG_CACHE_HOME: join(home, '.cache'), CI: undefined };
    await runCommand(process.execPath, ['-e', script, library], { env: { ...homes, ...env } });
    return await readdir(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
