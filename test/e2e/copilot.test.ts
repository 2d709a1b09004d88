import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { processesOf } from '../support/processes.ts';
import { runIn, startIn } from '../support/run-in.ts';
import { copilot as agent } from './cases/copilot.ts';
import { bearer, caseOf, credentialsOf, mount, requestOf, token } from './launching.ts';

const copilot = caseOf(agent);

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it('Copilot CLI asks a command for a key that is stored, so that no variable holds it', async () => {
  await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [copilot.path]: 'slow' } });
  await using home = await programs.home('copilot');
  const choice = ['--gateway', 'cloudflare', '--base-url', gateway.url];
  const stored = await runIn(home, ['jetway', 'login', ...choice, '--store', 'file', '--key-stdin'], {
    stdin: `${token}\n`,
  });
  expect(stored.code, stored.stderr).toBe(0);
  const { child, end } = startIn(home, ['jetway', '--model', copilot.model, ...copilot.words], { env: {} });
  await vi.waitFor(() => expect(gateway.to(copilot.path)).not.toEqual([]), { timeout: 30_000, interval: 50 });
  expect(credentialsOf(requestOf(copilot, gateway))).toEqual(bearer);
  const processes = processesOf(home.path);
  expect(processes.length).toBeGreaterThan(1);
  for (const { pid } of processes) {
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain(token);
  }
  child.kill('SIGTERM');
  await end;
});
