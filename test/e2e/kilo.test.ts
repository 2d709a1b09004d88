import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { runIn } from '../support/run-in.ts';
import { kilo as agent } from './cases/kilo.ts';
import { answer, bearer, caseOf, credentialsOf, launch, mount, requestOf } from './launching.ts';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it("Kilo does not use a daemon of the user's, and leaves it running", async () => {
  const kilo = caseOf(agent);
  await using gateway = await startGateway({ mount, demand: bearer });
  const { env, ...place } = await programs.home('kilo');
  await using home: Home = { ...place, env: { ...env, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' } };
  const started = await runIn(home, ['kilo', 'daemon', 'start', '--json']);
  expect(started.code, started.stderr).toBe(0);
  try {
    const { stdout, stderr } = await launch(kilo, gateway, home);
    expect(stdout, stderr).toContain(answer);
    expect(credentialsOf(requestOf(kilo, gateway))).toEqual(bearer);
    const status = await runIn(home, ['kilo', 'daemon', 'status', '--json']);
    expect(JSON.parse(status.stdout)).toMatchObject({ running: true });
  } finally {
    await runIn(home, ['kilo', 'daemon', 'stop']);
  }
});
