/** Looks at each piece of the installation by using it, and knows the command that fixes it. */

import { cacheFolder } from '../platform/node/cache-folder.js';
import type { Check, Finding } from './doctor/check.js';
import { libraryChecks } from './doctor/library-checks.js';
import { machineChecks } from './doctor/machine-checks.js';
import { modelChecks } from './doctor/model-checks.js';

export interface Examined extends Finding {
  readonly name: string;
  readonly purpose: string;
  readonly required: boolean;
  /** Absent when all is well. */
  readonly fix?: string;
}

export interface Diagnosis {
  /** Whether everything that the default path needs works. */
  readonly ok: boolean;
  readonly checks: readonly Examined[];
}

/** Examines this installation, one piece after the other: some of them print or crash when others load. */
export function diagnose(): Promise<Diagnosis> {
  return examine([...machineChecks(cacheFolder()), ...libraryChecks, ...modelChecks()]);
}

/** The rule behind `diagnose`, apart from the real pieces. */
export async function examine(checks: readonly Check[]): Promise<Diagnosis> {
  const examined: Examined[] = [];
  for (const { look, fix, ...check } of checks) {
    const finding = await look().catch(
      (error: unknown): Finding => ({ status: 'broken', detail: messageOf(error) }),
    );
    examined.push({ ...check, ...(finding.status !== 'ok' && { fix }), ...finding });
  }
  return { ok: examined.every(({ required, status }) => !required || status === 'ok'), checks: examined };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
}
