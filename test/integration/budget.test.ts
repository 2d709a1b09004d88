import { describe, expect, it } from 'vitest';
import { startBifrost, type VirtualKey } from '../support/bifrost.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway, type Jetway, type Outcome, type RunOptions } from '../support/jetway.ts';

const key = 'sk-bf-5f0c2a9e-alice';
const since = new Date(Date.now() - 3_600_000).toISOString();

/** `jetway budget` for a virtual key that has these limits. */
async function told(
  here: Jetway,
  alice: Partial<VirtualKey>,
  words: readonly string[] = [],
  options: RunOptions = {},
): Promise<Outcome> {
  await using gateway = await startBifrost({ version: '2.0', keys: { [key]: { name: 'alice', ...alice } } });
  const argv = ['budget', '--gateway', 'bifrost', '--base-url', gateway.url, ...words];
  return await here.run(argv, { ...options, env: { JETWAY_API_KEY: key } });
}

describe('budget', () => {
  it('shows what is used of each limit, with a bar, and ends with 0', async () => {
    await using here = await jetway();
    const alice = { budget: { used: 25, limit: 100, period: '1d', since } };
    const { code, stdout, stderr } = await told(here, alice, [], { columns: 80 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/budget.*█{2}░{8} {2}25 of 100 USD/);
    expect(stdout).toContain('reset');
    expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  it('is the same as a document', async () => {
    await using here = await jetway();
    const { json } = await told(here, { budget: { used: 25, limit: 100, period: '1d', since } }, ['--json']);
    expect(json).toMatchObject({ schemaVersion: 1, gateway: { id: 'bifrost' }, usedUp: false });
    const { limits } = json as { readonly limits: readonly { readonly what: string; readonly resetsAt?: string }[] };
    expect(limits).toContainEqual(
      expect.objectContaining({ limit: 100, used: 25, left: 75, unit: 'USD', state: 'ok' }),
    );
    expect(limits.every(({ resetsAt }) => resetsAt === undefined || !Number.isNaN(Date.parse(resetsAt)))).toBe(true);
  });

  it.each<[string, Partial<VirtualKey>, readonly string[], number, string]>([
    ['money', { budget: { used: 0.0003, limit: 0.0001, period: '1d', since } }, [], 9, '0.0003 of 0.0001 USD'],
    ['tokens', { tokens: { used: 500, limit: 10, period: '1d', since } }, [], 9, '500 of 10 tokens'],
    ['money above the warning', { budget: { used: 8, limit: 10, period: '1d', since } }, ['--warn', '80%'], 9, 'low'],
    ['money below it', { budget: { used: 7.9, limit: 10, period: '1d', since } }, ['--warn', '80%'], 0, '7.9 of 10'],
  ])('of %s', async (_what, alice, words, code, shown) => {
    await using here = await jetway();
    const outcome = await told(here, alice, words);
    expect(outcome.code, outcome.stderr).toBe(code);
    expect(outcome.stdout).toContain(shown);
  });

  it('whose reset is over counts as unused', async () => {
    await using here = await jetway();
    const long = new Date(Date.now() - 100 * 86_400_000).toISOString();
    const outcome = await told(here, { budget: { used: 5, limit: 1, period: '1d', since: long } });
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stdout).toContain('0 of 1 USD');
  });

  it('of a key of LiteLLM is told with its team and its user, each with the same key, and what is refused is named', async () => {
    const bodies: Readonly<Record<string, unknown>> = {
      '/key/info': { info: { team_id: 'core', user_id: 'alice', spend: 1, max_budget: 10 } },
      '/team/info?team_id=core&key_limit=1': { team_info: { spend: 90, max_budget: 100 }, keys: [{ token: 'hash' }] },
    };
    await using gateway = await startGateway({
      answers: ({ path }) => {
        const json = bodies[path];
        const body = JSON.stringify(json ?? { detail: 'not allowed' });
        return { status: json === undefined ? 403 : 200, headers: { 'content-type': 'application/json' }, body };
      },
    });
    await using here = await jetway();
    const words = ['budget', '--gateway', 'litellm', '--base-url', gateway.url];
    const env = { JETWAY_API_KEY: 'sk-alice' };
    const seen = await here.run(words, { env });
    expect(seen).toMatchObject({ code: 0, stderr: "the key's user is not told: the key may not read it (403)\n" });
    expect(seen.stdout).toMatch(/budget of the key .* 1 of 10 USD\n?.*\nbudget of the team .* 90 of 100 USD/);
    const { json } = await here.run([...words, '--warn', '80%', '--json'], { env });
    expect(json).toMatchObject({
      usedUp: true,
      limits: [{ of: 'key' }, { of: 'team', left: 10, state: 'low' }],
      notTold: [expect.stringContaining('user')],
    });
    const asked = gateway.requests.filter(({ path }) => /info/.test(path));
    expect(asked.map(({ headers }) => headers['authorization'])).toEqual(
      Array.from({ length: 6 }, () => 'Bearer sk-alice'),
    );
  });

  it('of a gateway that tells of none is a failure that says so', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const flags = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', 'protocols=openai-chat'];
    const { code, stdout, stderr } = await here.run(['budget', ...flags], { env: { JETWAY_API_KEY: 'sk-test' } });
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(stderr).toContain('tells of no budget');
  });

  it.each(['0%', '101', 'much', '-5', ''])('takes no warning at %j', async (warn) => {
    await using here = await jetway();
    expect(await here.run(['budget', '--warn', warn])).toMatchObject({ code: 2, stdout: '' });
  });
});
