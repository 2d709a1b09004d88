import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The machines of the pure tests are data, and POSIX where a test says nothing else: on Windows, too, their paths are to be handled so. */
const pathsOfData = {
  name: 'paths-of-data',
  enforce: 'pre' as const,
  transform: (code: string, id: string) =>
    process.platform === 'win32' && /\/src\/(agents|config-layers)\//.test(id)
      ? code.replaceAll(
          "from 'node:path'",
          `from '${fileURLToPath(new URL('../test/support/paths.ts', import.meta.url)).replaceAll('\\', '/')}'`,
        )
      : undefined,
};

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    testTimeout: 40_000,
    globalSetup: ['test/support/memory-disk.ts'],
    // No test replaces a module, so what one file loaded the next may use: to load it anew takes longer than the tests.
    isolate: false,
    // What was compiled for one run is there for the next, on another Node as well.
    experimental: { fsModuleCache: true },
    // Vitest leaves one core free, which on two of them is half of the machine.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        plugins: [pathsOfData],
        test: {
          name: 'pure',
          include: ['test/{unit,contracts,golden}/**/*.test.ts'],
          setupFiles: ['test/support/properties.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'macos',
          include: ['test/unit/**/*.test.ts'],
          // What is translated reads no system, to which .config/structure.mjs holds it.
          exclude: ['test/unit/relay/translate/**'],
          setupFiles: ['test/support/properties.ts', 'test/support/as-on-macos.ts'],
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
