import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A program of a test's own, built as Jetway is, to run in a process of its own. */
export interface Bundle extends AsyncDisposable {
  /** Absolute path of a CommonJS file. */
  readonly path: string;
}

/** Bundles a file of `test/support/`. Packages stay outside and are found as in the checkout: it lies among them. */
export async function bundle(name: string): Promise<Bundle> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const folder = mkdtempSync(join(root, 'node_modules', '.jetway-bundle-'));
  const path = join(folder, 'program.cjs');
  await build({
    entryPoints: [join(root, 'test', 'support', name)],
    outfile: path,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    supported: { 'dynamic-import': false },
    logLevel: 'error',
  });
  return { path, [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }) };
}
