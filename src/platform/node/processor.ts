import { readFile } from 'node:fs/promises';

/** What the engines' kernels choose by, best last. */
const features = ['sse4_2', 'avx', 'avx2', 'avx512f', 'avx512_vnni', 'amx_int8'] as const;

type VectorFeature = (typeof features)[number];

/** Vector instructions of this processor, best last; none where the system does not list them (no Linux on x86). */
export async function vectorFeatures(): Promise<VectorFeature[]> {
  const info = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  const flags = new Set(/^flags\s*:(.*)$/m.exec(info)?.[1]?.trim().split(' '));
  return features.filter((feature) => flags.has(feature));
}
