import { describe, expect, it } from 'vitest';
import { exitCodes, type FailureCode } from '../../src/failure.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway, type Outcome, type RunOptions } from '../support/jetway.ts';

const account = '0123456789abcdef0123456789abcdef';
const mount = `/v1/${account}/my-gw`;
const key = 'cf-token-9f8e7d6c';
const withKey = { JETWAY_API_KEY: key };

/** A failure of a launch: explained, with this exit code; nothing is stored and nothing launched. */
async function refused(argv: readonly string[], code: FailureCode, options: RunOptions = {}): Promise<Outcome> {
  await using here = await jetway();
  const fakes = ['claude', 'codex', 'opencode'].map((id) => here.install(id));
  const outcome = await here.run(argv, options);
  expect.soft(outcome.stderr).toMatch(/^jetway: \S.*\n {2}→ \S.*\n$/m);
  expect.soft(outcome.code).toBe(exitCodes[code]);
  expect.soft(outcome.stderr).not.toContain('a bug of Jetway');
  expect.soft(here.config()).toBeUndefined();
  expect.soft(here.home.snapshot().has('.config/jetway/credentials.json')).toBe(false);
  expect.soft(here.keys.size).toBe(0);
  expect.soft([...here.home.snapshot().keys()].filter((path) => path.includes('preflight/'))).toEqual([]);
  for (const fake of fakes) expect.soft(fake.given()).toBeUndefined();
  return outcome;
}

const ids = ['--account-id', account, '--gateway-id', 'my-gw'];

describe('settings that can not be right', () => {
  const cloud = ['--gateway', 'cloudflare', '--model', 'gpt-5.5'];
  const own = ['--gateway', 'compatible', '--set', 'protocols=openai-responses', '--model', 'gpt-5.5'];
  it.each<readonly [string, FailureCode, readonly string[], RegExp]>([
    [
      'an account id that is too short',
      'configuration',
      [...cloud, '--account-id', 'abc', '--gateway-id', 'g'],
      /32 c/,
    ],
    [
      'an account id of other letters',
      'configuration',
      [...cloud, '--account-id', 'z'.repeat(32)],
      /no Cloudflare acc/,
    ],
    ['an empty account id', 'configuration', [...cloud, '--account-id', '', '--gateway-id', 'g'], /no Cloudflare acc/],
    ['a gateway id with a blank', 'configuration', [...cloud, '--account-id', account, '--gateway-id', 'a b'], /64/],
    ['a gateway id of 65 letters', 'configuration', [...cloud, ...ids.slice(0, 3), 'a'.repeat(65)], /64 characters/],
    ['a gateway id in capitals', 'configuration', [...cloud, ...ids.slice(0, 3), 'My-GW'], /no gateway id/],
    [
      'a template',
      'configuration',
      [...cloud, '--base-url', 'https://gateway.ai.cloudflare.com/v1/<account_id>/<gateway_name>'],
      /account/,
    ],
    [
      'another template',
      'configuration',
      [...cloud, '--base-url', 'https://gateway.ai.cloudflare.com/v1/{account_id}/{gateway_id}'],
      /account/,
    ],
    ['http to another machine', 'configuration', [...own, '--base-url', 'http://models.example.com'], /https/i],
    ['a user in the URL', 'configuration', [...own, '--base-url', 'https://user:pass@models.example.com'], /./],
    ['no URL at all', 'configuration', [...own, '--base-url', 'models example com'], /./],
    ['another scheme', 'configuration', [...own, '--base-url', 'file:///etc/passwd'], /./],
    [
      'a URL that names another account than the flag',
      'configuration',
      [...cloud, '--account-id', 'f'.repeat(32), '--base-url', `https://gateway.ai.cloudflare.com${mount}`],
      /disagree|account/,
    ],
    ['an unknown gateway', 'usage', ['--gateway', 'clodflare', '--model', 'm'], /clodflare/],
    ['an unknown setting', 'usage', [...cloud, ...ids, '--set', 'colour=red'], /colour/],
    ['a setting that is no pair', 'usage', [...cloud, ...ids, '--set', 'colour'], /--set name=value/],
    ['a setting of another value', 'configuration', [...cloud, ...ids, '--set', 'credential-header=cookie'], /cookie/],
    [
      'an unknown protocol',
      'configuration',
      ['--gateway', 'compatible', '--base-url', 'http://127.0.0.1:9', '--set', 'protocols=soap', '--model', 'm'],
      /soap/,
    ],
    ['an unknown profile', 'configuration', ['--profile', 'work'], /profile list/],
  ])('refuses %s', async (_name, code, argv, said) => {
    const { stderr, stdout } = await refused([...argv, 'codex', 'exec', 'hi'], code, { env: withKey });
    expect(stderr).toMatch(said);
    expect(stderr).not.toContain('pass@');
    expect(stdout).toBe('');
  });
});

describe('a key that no header can carry', () => {
  it.each([
    ['empty', ''],
    ['blank', '   '],
    ['with a blank inside', 'two words'],
    ['with a control character', 'sk-\u0007bell'],
    ['with a letter outside ASCII', 'sk-schlüssel'],
  ])('is refused from standard input: %s', async (_name, typed) => {
    const argv = ['--gateway', 'cloudflare', ...ids, '--model', 'gpt-5.5', '--key-stdin', 'codex'];
    const { stderr } = await refused(argv, 'credential', { stdin: typed });
    expect(stderr).toContain('standard input');
    if (typed.trim() !== '') expect(stderr).not.toContain(typed);
  });

  it.each([
    ['prints nothing', `node -e ""`, /No key came/],
    ['fails', `node -e "process.exit(3)"`, /ended with 3/],
    ['is not there', 'no-such-program --read', /no-such-program/],
    ['is no argument list', `op read "unclosed`, /argument list/],
  ])('is refused from a command that %s', async (name, command, said) => {
    const argv = ['--gateway', 'cloudflare', ...ids, '--model', 'gpt-5.5', '--key-command', command, 'codex'];
    const code = name === 'is no argument list' ? 'usage' : 'credential';
    expect((await refused(argv, code)).stderr).toMatch(said);
  });

  it('is asked for on one standard input only', async () => {
    const argv = [
      '--gateway',
      'cloudflare',
      ...ids,
      '--model',
      'gpt-5.5',
      '--key-stdin',
      '--provider-key-stdin',
      'codex',
    ];
    await refused(argv, 'usage', { stdin: key });
  });
});

describe('what is missing without a terminal', () => {
  it.each<readonly [string, FailureCode, readonly string[], RegExp]>([
    ['the agent', 'usage', ['--gateway', 'bifrost'], /jetway claude/],
    ['the gateway', 'usage', ['codex'], /--gateway/],
    ['the account id', 'usage', ['--gateway', 'cloudflare', '--model', 'gpt-5.5', 'codex'], /--account-id/],
    [
      'the gateway id',
      'usage',
      ['--gateway', 'cloudflare', '--account-id', account, '--model', 'm', 'codex'],
      /--gateway-id/,
    ],
    ['the base URL', 'usage', ['--gateway', 'compatible', '--model', 'm', 'codex'], /--base-url/],
    ['the key', 'credential', ['--gateway', 'cloudflare', ...ids, '--model', 'gpt-5.5', 'codex'], /JETWAY_API_KEY/],
  ])('%s is named with its flag', async (_name, code, argv, said) => {
    expect((await refused(argv, code, { stdin: '' })).stderr).toMatch(said);
  });

  it('the protocols are named with their flag, where the server does not tell them', async () => {
    await using gateway = await startGateway({ answers: () => ({ status: 200, headers: {}, body: '{}' }) });
    const argv = ['--gateway', 'compatible', '--base-url', gateway.url, '--model', 'm', 'codex'];
    expect((await refused(argv, 'usage', { stdin: '' })).stderr).toContain('--set protocols=');
  });

  it('the model is named with its flag', async () => {
    await using gateway = await startGateway();
    const argv = ['--gateway', 'bifrost', '--base-url', gateway.url, 'codex'];
    expect((await refused(argv, 'usage', { stdin: '' })).stderr).toContain('--model');
  });
});

describe('the command line', () => {
  it.each([
    ['an unknown flag', ['--no-such-flag', 'codex']],
    ['an unknown agent', ['codx']],
    ['an unknown agent behind launch', ['launch', 'codx', '--gateway', 'bifrost', '--model', 'm']],
    ['a flag without its value', ['--model']],
    ['a command without its argument', ['profile', 'use']],
    ['an unknown store', ['login', '--store', 'cloud']],
    ['too many arguments', ['profile', 'list', 'extra']],
  ])('ends with 2 for %s', async (_name, argv) => {
    await using here = await jetway();
    const outcome = await here.run(argv, { stdin: '' });
    expect(outcome.code).toBe(2);
    expect(outcome.stdout).toBe('');
    expect(outcome.stderr).not.toBe('');
    expect(here.config()).toBeUndefined();
  });

  it('refuses a flag of the agent that would undo the plan', async () => {
    const argv = [
      '--gateway',
      'cloudflare',
      ...ids,
      '--model',
      'gpt-5.5',
      '--no-check',
      'codex',
      '-c',
      'model_provider=x',
    ];
    expect((await refused(argv, 'usage', { env: withKey })).stderr).toContain('model_provider');
  });
});

describe('with --json', () => {
  it.each<readonly [string, FailureCode, readonly string[]]>([
    ['a dry run', 'usage', ['launch', 'codex', '--dry-run', '--json']],
    ['list-models', 'usage', ['list-models', '--json']],
    ['ask', 'usage', ['ask', 'hi', '--json']],
    ['profile show', 'configuration', ['profile', 'show', 'nobody', '--json']],
    ['doctor', 'usage', ['doctor', 'codx', '--json']],
  ])('%s prints its failure as a document and nothing else', async (_name, code, argv) => {
    await using here = await jetway();
    const outcome = await here.run(argv, { stdin: '' });
    expect(outcome.code).toBe(exitCodes[code]);
    expect(outcome.json).toEqual({
      schemaVersion: 1,
      error: { code, message: expect.stringMatching(/./), hint: expect.stringMatching(/./) },
    });
  });
});
