import { afterAll, beforeAll, expect, it } from 'vitest';
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
