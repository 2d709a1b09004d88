import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['test/{unit,contracts,golden}/**/*.test.ts'],
          setupFiles: ['test/support/properties.ts'],
          // No test replaces a module, so what one file loaded the next may use: to load it anew takes longer than the tests.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          setupFiles: ['test/support/properties.ts'],
        },
      },
    ],
  },
});
