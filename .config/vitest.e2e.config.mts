import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['test/e2e/**/*.test.ts'],
    // What is published, packed and installed once.
    globalSetup: ['test/support/packed.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The agents wait more than they work.
    maxWorkers: 3,
    // Other people's programs, in terminals and over time limits of their own; the report tells what was tried again.
    retry: 1,
  },
});
