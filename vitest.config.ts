import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Native engines and worker threads keep handles that do not survive being shared between test files.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    coverage: {
      include: ['src/**', 'detection/**', 'proposals/**', 'eval/**'],
      reporter: ['text-summary', 'html'],
    },
  },
});
