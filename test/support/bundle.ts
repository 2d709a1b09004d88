import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A program of a test's own, built as Jetway is, to run in a process of its own. */
export interface Bundle extends AsyncDisposable {
  /** Absolute path of a CommonJS file. */
  readonly path: string;
}

/** Bundles a file of `test/support/`. Packages stay outside and are found as in the checkout. */
export async function bundle(name: string): Promise<Bundle> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'jetway-bundle-'));
  const path = join(folder, 'program.cjs');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
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
