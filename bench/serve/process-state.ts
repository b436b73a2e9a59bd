/** What Linux says of another process. */
import { readFileSync } from 'node:fs';

/** Of a second, in /proc; what Linux shows programs, whatever the kernel's own clock. */
const TICKS = 100;

export interface ProcessState {
  /** Seconds of processors so far, of all its threads. */
  readonly cpu: number;
  /** Resident. */
  readonly megabytes: number;
}

export function processState(pid: number): ProcessState {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return { cpu: (user + system) / TICKS, megabytes: Number(kilobytes) / 1000 };
}
