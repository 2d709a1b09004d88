import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['test/windows/**/*.test.ts'],
    testTimeout: 60_000,
    // All cases run before the first of them is told of.
    hookTimeout: 900_000,
    fileParallelism: false,
  },
});
