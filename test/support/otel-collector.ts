import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { freePort, started } from './server-program.ts';

const cache = fileURLToPath(new URL('../../.cache/otel-collector', import.meta.url));
const program = join(cache, 'collector-0.165.0');

/** OpenTelemetry's own collector, which takes OTLP over HTTP and prints all that it took. */
export interface Collector extends AsyncDisposable {
  readonly url: string;
  /** What it has printed: every attribute on a line of its own. */
  said(): string;
}

/** Builds it, where that was not done yet: two minutes with Go, its modules from the proxy. */
export function buildCollector(): void {
  if (existsSync(program)) return;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'building-'));
  cpSync(fileURLToPath(new URL('otel-collector', import.meta.url)), folder, { recursive: true });
  const go = (...words: readonly string[]): unknown => execFileSync('go', words, { cwd: folder, stdio: 'ignore' });
  go('mod', 'tidy');
  go('build', '-p', '2', '-o', 'collector', '.');
  renameSync(join(folder, 'collector'), program);
  rmSync(folder, { recursive: true, force: true });
}

export async function startCollector(): Promise<Collector> {
  const folder = mkdtempSync(join(tmpdir(), 'jetway-otel-'));
  const port = await freePort();
  const config = join(folder, 'config.json');
  const pipeline = { receivers: ['otlp'], exporters: ['debug'] };
  writeFileSync(
    config,
    JSON.stringify({
      receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
      exporters: { debug: { verbosity: 'detailed' } },
      service: { telemetry: { metrics: { level: 'none' } }, pipelines: { traces: pipeline, metrics: pipeline } },
    }),
  );
  const child = spawn(program, ['--config', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (said += piece.toString()));
  const home = { [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }) };
  const isReady = (): void => expect(said).toContain('Everything is ready');
  return {
    url: `http://127.0.0.1:${port}`,
    said: () => said,
    ...(await started(child, 'The collector', isReady, { home })),
  };
}
