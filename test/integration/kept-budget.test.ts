import { expect, it } from 'vitest';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';

const env = { JETWAY_API_KEY: 'sk-bf-kept-123456' };
const words = (url: string): readonly string[] => ['--gateway', 'bifrost', '--base-url', url];
const launch = (url: string): readonly string[] => [...words(url), '--model', 'openai/gpt-5.5', '--no-check', 'codex'];
const asked = (gateway: Gateway): number => gateway.to('/virtual-keys/quota').length;

/** A virtual key of 75 dollars, of which so many are used. */
const quota = (used: () => number) =>
  startGateway({
    answers: ({ path }) => {
      if (!path.startsWith('/api/governance/virtual-keys/quota')) return undefined;
      const reset = { reset_duration: '1M', last_reset: new Date().toISOString() };
      const budgets = [{ id: 'b', max_limit: 75, current_usage: used(), ...reset }];
      const body = JSON.stringify({ virtual_key_name: 'me', is_active: true, budgets });
      return { status: 200, headers: { 'content-type': 'application/json' }, body };
    },
  });

it('a launch warns near the end of a budget by what was kept, and asks nobody', async () => {
  let used = 70;
  await using gateway = await quota(() => used);
  await using here = await jetway();
  here.install('codex');
  expect((await here.run(launch(gateway.url), { env })).stderr).not.toContain('little is left');
  expect(asked(gateway)).toBe(0);
  expect(await here.run(['budget', ...words(gateway.url)], { env })).toMatchObject({ code: 0 });
  expect(await here.run(['budget', '--warn', '80%', ...words(gateway.url)], { env })).toMatchObject({ code: 9 });
  const before = asked(gateway);
  const near = await here.run(launch(gateway.url), { env });
  expect(near).toMatchObject({ code: 0 });
  expect(near.stderr).toMatch(/jetway: little is left of the budget of the virtual key: 70 of 75 USD used/);
  expect(asked(gateway)).toBe(before);
  // A day later nobody knows, and neither does another key's user.
  expect((await here.run(launch(gateway.url), { env, later: 86_400_001 })).stderr).not.toContain('little is left');
  const other = { JETWAY_API_KEY: 'sk-bf-other-123456' };
  expect((await here.run(launch(gateway.url), { env: other })).stderr).not.toContain('little is left');
  used = 10;
  expect(await here.run(['budget', ...words(gateway.url)], { env })).toMatchObject({ code: 0 });
  expect((await here.run(launch(gateway.url), { env })).stderr).not.toContain('little is left');
});

it('the summary asks once more what is left, and names what is near its end', async () => {
  await using gateway = await quota(() => 74);
  await using here = await jetway();
  here.install('codex', { exit: 3 });
  const told = await here.run(['--summary', 'always', ...launch(gateway.url)], { env });
  expect(told.code).toBe(3);
  expect(told.stderr).toMatch(/jetway: little is left of the budget of the virtual key: 74 of 75 USD used/);
  expect(asked(gateway)).toBe(1);
});
