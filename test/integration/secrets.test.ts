import { expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { jetway, type Outcome, type RunOptions } from '../support/jetway.ts';
import { interrupt, scripted } from '../support/scripted.ts';

const account = '0123456789abcdef0123456789abcdef';
const mount = `/v1/${account}/my-gw`;
const key = 'cf-token-9f8e7d6c5b4a39281706f5e4d3c2b1a0';
const providerKey = 'sk-provider-1a2b3c4d5e6f70819a2b3c4d5e6f7081';
const env = { JETWAY_API_KEY: key, JETWAY_PROVIDER_KEY: providerKey };
it('no key is in any output, file or argument list, whatever the command and however it ends', async () => {
  await using gateway = await startGateway({ mount });
  await using here = await jetway();
  const fakes = [here.install('claude'), here.install('codex'), here.installNative('opencode')];
  const cloud = ['--gateway', 'cloudflare', '--base-url', gateway.url];
  const models = { claude: 'claude-opus-4-5', codex: 'gpt-5.5', opencode: 'gpt-5.5' };
  const run = async (argv: readonly string[], options: RunOptions = {}): Promise<Outcome> => {
    const outcome = await here.run(argv, options);
    const name = argv.join(' ');
    for (const secret of [key, providerKey]) {
      expect.soft(outcome.stdout, name).not.toContain(secret);
      expect.soft(outcome.stderr, name).not.toContain(secret);
      for (const start of outcome.starts)
        expect.soft([start.command, ...start.args].join(' '), name).not.toContain(secret);
      for (const fake of fakes) expect.soft(fake.given()?.argv.join(' ') ?? '', name).not.toContain(secret);
    }
    for (const fake of fakes) fake.reset();
    for (const secret of [key, providerKey]) expect.soft(here.home.filesContaining(secret), name).toEqual([]);
    return outcome;
  };
  const everything = async (flags: readonly string[], options: RunOptions): Promise<readonly number[]> => {
    const codes: number[] = [];
    const add = async (argv: readonly string[]): Promise<void> => void codes.push((await run(argv, options)).code);
    for (const [id, model] of Object.entries(models)) {
      const chosen = [...flags, '--model', model];
      await add([...chosen, '--verbose', '--check', id, 'hi']);
      await add([...chosen, 'launch', id, '--dry-run']);
      await add([...chosen, 'launch', id, '--dry-run', '--json']);
      await add(['doctor', id, ...chosen]);
      await add(['doctor', id, ...chosen, '--json']);
      await add(['list-models', ...flags, '--agent', id, '--json']);
      await add(['ask', 'hi', ...chosen]);
      await add(['ask', 'hi', ...chosen, '--json']);
    }
    for (const argv of [['auth'], ['auth', '--json'], ['profile', 'list', '--json'], ['profile', 'show', '--json']])
      await add(argv);
    return codes;
  };

  const fromVariables = await everything(cloud, { env });
  expect(fromVariables.slice(0, 24).every((code) => code === 0)).toBe(true);

  const work = ['--profile', 'work', ...cloud];
  expect((await run(['login', ...work, '--key-stdin'], { stdin: key })).code).toBe(0);
  const provider = ['login', ...work, '--provider', 'openai', '--provider-key-stdin'];
  expect((await run(provider, { stdin: providerKey })).code).toBe(0);
  expect([...here.keys.values()]).toEqual([key, providerKey]);
  expect((await everything([], {})).every((code) => code === 0)).toBe(true);

  gateway.misbehave('*', 'echo');
  const refused = await everything([], {});
  expect(refused.filter((code) => code === 4).length).toBeGreaterThanOrEqual(9);
  expect(refused).toContain(8);
  for (const argv of [
    ['login', ...cloud, '--key-stdin'],
    ['login', ...cloud, '--key-stdin', '--store', 'file'],
    [
      'list-models',
      '--gateway',
      'compatible',
      '--base-url',
      gateway.url,
      '--set',
      'protocols=openai-chat',
      '--key-stdin',
    ],
  ]) {
    expect.soft((await run(argv, { stdin: key })).code).toBe(4);
  }
  const typed = scripted(['Key of', key], ['Key of', `${key} ${providerKey}`], ['Key of', interrupt]);
  expect.soft((await run(['login', ...cloud], { prompts: typed })).code).toBe(130);
  await run(['login', ...cloud, '--key-command', `node -e "console.error(1);process.exit(1)"`]);
  await run(['ask', 'hi', '--key-stdin', ...cloud, '--model', 'gpt-5.5'], { stdin: `${key} ${providerKey}` });
  await run(['--set', `colour=${key}`, ...cloud, 'codex']);
  await run(['--gateway', key, 'codex']);
  await run(['--account-id', key, '--gateway-id', 'g', '--gateway', 'cloudflare', '--model', 'gpt-5.5', 'codex'], {
    env,
  });
});
