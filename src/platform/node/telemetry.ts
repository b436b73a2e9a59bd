/**
 * ONNX Runtime records what it runs, with an id of the device, and sends it (releases from 1.29 on, everywhere but
 * in browsers): users of this package have not agreed to that. Its switch is an environment variable that is read once,
 * when the native library starts. Users who set it to 0 keep telemetry on.
 */
import { isMainThread } from 'node:worker_threads';

const SWITCH = 'ORT_DISABLE_TELEMETRY';

/** Milliseconds that a thread waits for a busy main thread. */
const PATIENCE = 2000;

// At import, so that threads that are started later find it in their environments.
if (isMainThread) process.env[SWITCH] ??= '1';

/** Whether the switch is set, as far as this thread knows. */
export function telemetryIsOff(): boolean {
  return process.env[SWITCH] === '1';
}

/**
 * Call before the library is loaded. The environment of a worker thread is a copy that native code does not see:
 * there the main thread is asked to set its own. Where it does not answer, Node.js prints a warning.
 */
export async function switchTelemetryOff(): Promise<void> {
  if (process.env[SWITCH] !== undefined) return; // a copy of the main thread's
  const set = await setInMainThread().catch(() => undefined);
  process.env[SWITCH] = set ?? '1';
  if (set === undefined) {
    process.emitWarning(
      `ONNX Runtime's telemetry could not be switched off from this thread: set ${SWITCH}=1 before Node.js starts.`,
    );
  }
}

/** Uses the inspector, the only way from a thread to the environment of the process. @returns the value there */
async function setInMainThread(): Promise<string> {
  const { Session } = await import('node:inspector');
  const session = new Session();
  try {
    session.connectToMainThread();
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(reject, PATIENCE);
      session.post(
        'Runtime.evaluate',
        { expression: `process.env.${SWITCH} ??= '1'`, returnByValue: true },
        (error, answer) => {
          clearTimeout(timer);
          if (error) reject(error);
          else resolve(String(answer.result.value));
        },
      );
    });
  } finally {
    session.disconnect();
  }
}
