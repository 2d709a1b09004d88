import { describe, expect, it } from 'vitest';
import { looksLikeKey } from '../../src/keys/hiding.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway, type Outcome, type RunOptions } from '../support/jetway.ts';
import type { System } from '../../src/system/system.ts';
import { interrupt, scripted } from '../support/scripted.ts';

const account = '0123456789abcdef0123456789abcdef';
const mount = `/v1/${account}/my-gw`;
const key = 'cf-token-9f8e7d6c5b4a39281706f5e4d3c2b1a0';
const providerKey = 'sk-provider-1a2b3c4d5e6f70819a2b3c4d5e6f7081';
const env = { JETWAY_API_KEY: key, JETWAY_PROVIDER_KEY: providerKey };
it.each([false, true])('a key that a server repeats in pieces is not shown by ask (as JSON: %s)', async (json) => {
  const chunk = (content: string): string =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
  const body = [
    ...['Your key is ', ...(key.match(/.{1,5}/g) ?? []), ' and the', ' sky is blue.'].map(chunk),
    'data: [DONE]\n\n',
  ];
  const answer = { status: 200, headers: { 'content-type': 'text/event-stream' }, body };
  await using gateway = await startGateway({
    answers: ({ path }) => (path.endsWith('/chat/completions') ? answer : undefined),
  });
  await using here = await jetway();
  const server = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', 'protocols=openai-chat'];
  const argv = ['ask', 'hi', ...server, '--model', 'm', ...(json ? ['--json'] : [])];
  // Pieces that are written one by one may arrive as one.
  const parts = ({ http }: System): Partial<System> => ({
    http: {
      ...http,
      stream: async (request, take) =>
        http.stream(request, (text) => {
          for (const character of text) take(character);
        }),
    },
  });
  const { code, stdout, stderr } = await here.run(argv, { env, parts });
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('Your key is •••• and the sky is blue.');
  expect(stdout + stderr).not.toContain(key.slice(0, 12));
});

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

const lost = 'sk-proj-Zx81hsGT5sQq0aLLmnB3Kf';
const places: readonly (readonly string[])[] = [
  [lost],
  ['launch', lost],
  ['launch', 'codex', lost],
  ['codex', lost],
  ['codex', '-m', lost],
  ['doctor', lost],
  ['demo', lost],
  ['ask', lost, '--agent', lost],
  ['token', lost],
  ['profile', lost],
  ['profile', 'show', lost],
  ['profile', 'use', lost],
  ['profile', 'remove', lost],
  ['profile', 'rename', lost, 'x'],
  ['profile', 'prefer', lost],
  ['help', lost],
  ['--', lost],
  [`--${lost}`],
  [`--key=${lost}`],
  ...[
    ...['-m', '--model', '--small-model', '--profile', '--gateway', '--base-url', '--account-id', '--gateway-id'],
    ...['--set', '--tag', '--key-command'],
  ].flatMap((flag) => [
    [flag, lost, 'codex'],
    [flag, lost, 'launch', 'codex', '--dry-run'],
    [flag, lost, 'launch', 'codex', '--dry-run', '--json'],
    [`${flag}=${lost}`, 'codex', '--verbose'],
  ]),
  ['--set', `${lost}=x`, 'codex'],
  ['--set', `base-url=https://${lost}`, 'codex'],
  ['--base-url', `https://user:${lost}@gateway.example`, 'codex'],
  ['--base-url', `https://gateway.example/?key=${lost}`, 'codex'],
  ['list-models', '--agent', lost],
  ['list-models', '--search', lost],
  ['list-models', '--sort', lost],
  ['list-models', '--min-context', lost],
  ['list-models', '--compare', lost],
  ['doctor', '--only', lost],
  ['doctor', '--skip', lost],
  ['login', '--store', lost],
  ['login', '--provider', lost, '--key-stdin'],
];

describe('a key that is typed where none belongs', () => {
  it.each(places.map((argv) => [argv.join(' ').replaceAll(lost, 'KEY'), argv] as const))(
    'is echoed in no output: %s',
    async (_name, argv) => {
      await using gateway = await startGateway();
      await using here = await jetway();
      here.install('codex');
      const bifrost = { JETWAY_GATEWAY: 'bifrost', JETWAY_BASE_URL: gateway.url, JETWAY_MODEL: 'openai/gpt-5' };
      for (const variables of [{}, bifrost]) {
        const { stdout, stderr } = await here.run(argv, { env: variables, stdin: 'another-key-1' });
        expect.soft(stdout).not.toContain(lost);
        expect.soft(stderr).not.toContain(lost);
      }
    },
  );

  it.each(['JETWAY_PROFILE', 'JETWAY_MODEL', 'JETWAY_GATEWAY', 'JETWAY_BASE_URL'])(
    'is not echoed from %s',
    async (name) => {
      await using here = await jetway();
      here.install('codex');
      const { stdout, stderr } = await here.run(['codex'], { env: { JETWAY_GATEWAY: 'bifrost', [name]: lost } });
      expect(stdout + stderr).not.toContain(lost);
    },
  );

  it('is named by its first and last characters', async () => {
    await using here = await jetway();
    const { stderr } = await here.run(['profile', 'show', lost]);
    expect(stderr).toContain('sk-p…B3Kf');
  });
});

describe('a gateway that repeats the key in its list', () => {
  it.each(['list-models', 'list-models --json', 'launch codex --dry-run', 'launch codex'])(
    'has it neither printed nor kept: %s',
    async (line) => {
      const body = JSON.stringify({ data: [{ id: 'openai/gpt-5' }, { id: `x-${key}`, name: key, owned_by: key }] });
      const headers = { 'content-type': 'application/json' };
      await using gateway = await startGateway({ misbehave: { '/models': { status: 200, headers, body } } });
      await using here = await jetway();
      const agent = here.install('codex');
      const flags = ['--gateway', 'bifrost', '--base-url', gateway.url, '--model', 'openai/gpt-5'];
      const own = line.startsWith('list') ? flags.slice(0, 4) : flags;
      const { code, stdout, stderr } = await here.run([...line.split(' '), ...own], { env });
      expect(code).toBe(0);
      expect(stdout + stderr).not.toContain(key);
      expect(gateway.to('/models').length).toBeGreaterThan(0);
      agent.reset();
      expect(here.home.filesContaining(key)).toEqual([]);
    },
  );
});

describe('what looks like a key', () => {
  it.each([
    lost,
    'cf-token-9f8e7d6c5b4a',
    'AIzaSyD-1234567890abcdefghij',
    'eyJhbGciOiJIUzI1NiJ9.e30.abc',
    'v1QmFzZTY0S2V5V2l0aENhcHM0Mg',
    'q7w8e9r0t1y2u3i4o5p6a7s8',
  ])('%s', (word) => {
    expect(looksLikeKey(word)).toBe(true);
  });

  it.each([
    'claude-sonnet-4-5-20250929',
    'Qwen3-Coder-480B-A35B-Instruct',
    'us.anthropic.claude-3-5-sonnet-20241022-v2',
    '0123456789abcdef0123456789abcdef',
    '3f2b8c1d-9e4a-4b6f-8a7d-1c2e3f4a5b6c',
    '--override-managed-settings',
    'gateway-2.internal.example.com',
    'llama-3.3-70b-instruct-fp8-fast',
  ])('%s does not', (word) => {
    expect(looksLikeKey(word)).toBe(false);
  });
});
