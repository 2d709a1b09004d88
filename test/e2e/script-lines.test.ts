import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBifrostKeys } from '../support/bifrost-keys.ts';
import { accountId, startCloudflareApi } from '../support/cloudflare-api.ts';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { runIn } from '../support/run-in.ts';

const key = 'sk-script-5a1c9e77d2';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it('the lines for scripts work as they stand, in bash', async () => {
  await using gateway = await startGateway({ models: ['openai/gpt-5'] });
  await using home = await programs.home();
  const flags = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', 'protocols=openai-responses'];
  const login = ['jetway', 'login', '--profile', 'work', ...flags, '--key-stdin', '--store', 'file'];
  expect(await runIn(home, login, { stdin: key })).toMatchObject({ code: 0 });
  const script = `set -euo pipefail
jetway configure codex --profile work --model openai/gpt-5 --yes
grep -q 'model_provider = "jetway"' ~/.codex/config.toml
jetway unconfigure codex --yes
test ! -e ~/.codex/config.toml
eval "$(jetway env codex --shell bash --gateway bifrost --base-url http://127.0.0.1:8080 --model openai/gpt-5)"
test "$(type -t codex)" = function
declare -f codex | grep -q 'http://127.0.0.1:8080/openai'
source <(jetway completion bash)
complete -p jetway
`;
  const { code, stdout, stderr } = await runIn(home, ['bash', '-c', script]);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('-F _jetway jetway');
});

it('an agent in a home of its own goes through the relay, and has no key', async () => {
  await using gateway = await startGateway({
    models: ['claude-sonnet-4-5'],
    demand: { authorization: `Bearer ${key}` },
  });
  await using home = await programs.home();
  const flags = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', 'protocols=anthropic-messages'];
  const login = ['jetway', 'login', '--profile', 'work', ...flags, '--key-stdin', '--store', 'file'];
  expect(await runIn(home, login, { stdin: key })).toMatchObject({ code: 0 });
  const inside =
    'mkdir "$HOME/box"; HOME="$HOME/box"; cd "$HOME"; env; claude -p "say hello" --model claude-sonnet-4-5';
  const shut = ['env', '-u', 'XDG_CONFIG_HOME', '-u', 'XDG_STATE_HOME', 'sh', '-c', inside];
  const env = { NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };
  const { code, stdout, stderr } = await runIn(home, ['jetway', 'relay', '--', ...shut], { env });
  expect(code, stderr).toBe(0);
  expect(stdout).toContain("Jetway's demo gateway");
  expect(stdout).toContain('ANTHROPIC_BASE_URL=http://127.0.0.1:');
  expect(stdout + stderr).not.toContain(key);
  expect(home.filesContaining(key)).toEqual(['.config/jetway/credentials.json']);
  expect(gateway.to('/v1/messages').length).toBeGreaterThan(0);
});

it('the lines for usage, budgets, gateways and keys work as they stand, without a terminal', async () => {
  const token = 'cf-management-5a1c9e77d2';
  await using cloudflare = await startCloudflareApi(token);
  await using bifrost = await startBifrostKeys();
  await using spent = await startGateway({
    answers: ({ path }) =>
      path.startsWith('/api/governance/virtual-keys/quota')
        ? {
            status: 200,
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              ...{ virtual_key_name: 'me', is_active: true },
              budgets: [{ id: 'b', max_limit: 75, current_usage: 75, reset_duration: '1M' }],
            }),
          }
        : undefined,
  });
  await using home = await programs.home();
  const entry = {
    ...{ schemaVersion: 1, at: new Date().toISOString(), session: 's', agent: 'codex', gateway: 'bifrost' },
    ...{ protocol: 'openai-responses', asked: 'm', model: 'm', outcome: 'whole', attempts: 1, totalMs: 9 },
    usage: { input: 10, output: 5 },
  };
  home.write(`.local/state/jetway/ledger/${entry.at.slice(0, 7)}.jsonl`, `${JSON.stringify(entry)}\n`);
  const account = `--gateway cloudflare --account-id ${accountId}`;
  const lines = [
    'jetway usage --since 7d --by agent --json',
    'jetway usage --csv',
    'jetway usage --html report.html',
    `jetway budget --gateway bifrost --base-url ${spent.url}; echo "ended $?"`,
    `jetway gateway list ${account} --json`,
    `jetway gateway create dev-chat ${account} --yes`,
    `jetway gateway update prod-api --set cache-ttl=7200 --set rate-limiting-limit=200 ${account} --yes`,
    `jetway gateway delete prod-api ${account} --yes --confirm prod-api`,
    `jetway keys create alice --budget 75usd/month --models 'anthropic/*' --save-as alice --store file --gateway bifrost --base-url ${bifrost.url}`,
  ];
  const told = new Map<string, string>();
  // The last one alone has a word more: without a keyring it is to be said where the value goes.
  for (const line of lines) {
    const atBifrost = line.includes('--gateway bifrost');
    const env = { JETWAY_API_KEY: 'sk-bf-5a1c9e77d2', ...(atBifrost ? {} : { JETWAY_MANAGEMENT_KEY: token }) };
    const script = `set -euo pipefail; set +e; ${line}`;
    const { code, stdout, stderr } = await runIn(home, ['bash', '-c', script], {
      env: { ...env, CLOUDFLARE_API_BASE_URL: cloudflare.url },
    });
    expect(code, `${line}\n${stderr}`).toBe(0);
    expect(stdout + stderr).not.toMatch(/cf-management|sk-bf-5a1c|sk-bf-[0-9a-f]{8}-/);
    told.set(line.split(' ').slice(0, 3).join(' '), stdout);
  }
  expect(JSON.parse(told.get('jetway usage --since') ?? '')).toMatchObject({
    groups: [{ name: 'codex', requests: 1 }],
  });
  expect(told.get('jetway usage --csv')).toContain('m,1,10,');
  expect(home.read('project/report.html')).toContain('<!doctype html>');
  expect(told.get('jetway budget --gateway')).toMatch(/75[^]*ended 9/);
  expect(JSON.parse(told.get('jetway gateway list') ?? '')).toMatchObject({ schemaVersion: 1 });
  expect(cloudflare.gateways.get('dev-chat')).toMatchObject({ authentication: true });
  expect(cloudflare.gateways.has('prod-api')).toBe(false);
  const put = cloudflare.requests.find(({ method }) => method === 'PUT');
  expect(put?.body).toMatchObject({ cache_ttl: 7200, rate_limiting_limit: 200 });
  const made = bifrost.requests.find(({ method }) => method === 'POST');
  expect(made?.body).toMatchObject({ name: 'alice', budgets: [{ max_limit: 75, reset_duration: '1M' }] });
  expect(home.read('.config/jetway/config.json')).toContain('"alice"');
});
