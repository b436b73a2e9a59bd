import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Takes the place of src/platform/node/start-worker.ts. */
const startWorker = fileURLToPath(new URL('./test/support/start-worker.ts', import.meta.url));

export default defineConfig({
  plugins: [
    {
      name: 'bundled-threads',
      enforce: 'pre',
      resolveId: (id, importer) =>
        id.endsWith('/start-worker.js') && importer !== startWorker ? startWorker : undefined,
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    // Native engines and worker threads keep handles that do not survive being shared between test files.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000, // loading a network takes longer than the usual 10 s on a busy machine
    coverage: {
      include: ['src/**', 'detection/**', 'proposals/**', 'eval/**'],
      reporter: ['text-summary', 'html'],
    },
  },
});
