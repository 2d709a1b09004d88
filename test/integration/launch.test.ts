import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { noPosix } from '../support/posix.ts';
import { jetway } from '../support/jetway.ts';

const account = '0123456789abcdef0123456789abcdef';
const mount = `/v1/${account}/my-gw`;
const key = 'cf-token-9f8e7d6c';
const env = { JETWAY_API_KEY: key };
const demand = { authorization: `Bearer ${key}` };
const cloud = (url: string, model: string): readonly string[] => [
  ...['--gateway', 'cloudflare', '--base-url', url, '--model', model],
];
const unchecked = (url = 'http://127.0.0.1:9'): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', url, '--set', 'protocols=anthropic-messages,openai-responses'],
  ...['--model', 'some-model', '--no-check'],
];

describe('a launch', () => {
  it('of Claude Code gives gateway, key and model by variables, and no key by arguments', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    const agent = here.install('claude');
    const argv = [...cloud(gateway.url, 'claude-sonnet-4-5'), 'claude', '-p', 'hi'];
    const { code, stdout, stderr } = await here.run(argv, { env });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
    const given = agent.given();
    expect(given?.argv.slice(0, 2)).toEqual(['--model', 'claude-sonnet-4-5']);
    expect(given?.argv.slice(-2)).toEqual(['-p', 'hi']);
    expect(given?.env).toMatchObject({
      ANTHROPIC_BASE_URL: `${gateway.url}/anthropic`,
      ANTHROPIC_AUTH_TOKEN: key,
      ANTHROPIC_MODEL: 'claude-sonnet-4-5',
      ANTHROPIC_DEFAULT_HAIKU_MODEL: 'claude-haiku-5-5',
    });
    expect(given?.env['ANTHROPIC_CUSTOM_HEADERS']).toMatch(/^cf-aig-metadata: \{/);
    expect(given?.argv.join(' ')).not.toContain(key);
  });

  it.skipIf(noPosix)('of Claude Code gives a key for x-api-key by a pipe', async () => {
    await using here = await jetway();
    const agent = here.installNative('claude');
    await here.run([...unchecked(), '--set', 'credential-header=x-api-key', 'claude'], { env });
    expect(agent.given()?.pipe).toBe(key);
    expect(JSON.stringify(agent.given()?.env)).not.toContain(key);
  });

  it.skipIf(noPosix)('of Claude Code gives a provider’s own key by the pipe, and the gateway’s beside it', async () => {
    await using gateway = await startGateway({ mount, demand: { 'cf-aig-authorization': `Bearer ${key}` } });
    await using here = await jetway();
    const agent = here.installNative('claude');
    const own = { ...env, JETWAY_PROVIDER_KEY: 'sk-ant-provider-1234' };
    const argv = [
      ...cloud(gateway.url, 'claude-sonnet-4-5'),
      '--set',
      'credential-header=cf-aig-authorization',
      'claude',
    ];
    expect((await here.run(argv, { env: own })).code).toBe(0);
    expect(agent.given()?.pipe).toBe('sk-ant-provider-1234');
    expect(agent.given()?.env['ANTHROPIC_CUSTOM_HEADERS']).toContain(`cf-aig-authorization: Bearer ${key}`);
    expect(JSON.stringify(agent.given()?.env)).not.toContain('sk-ant-provider-1234');
  });

  it('of Codex gives a provider by arguments and the key by a variable', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    const agent = here.install('codex');
    const { code } = await here.run([...cloud(gateway.url, 'gpt-5.5'), 'codex', 'exec', 'hi'], { env });
    expect(code).toBe(0);
    const given = agent.given();
    expect(given?.argv.slice(-2)).toEqual(['exec', 'hi']);
    expect(given?.argv.join('\n')).toContain(`base_url="${gateway.url}/openai"`);
    expect(given?.argv).toContain('model="gpt-5.5"');
    expect(given?.env['JETWAY_AGENT_KEY']).toBe(key);
    expect(given?.argv.join(' ')).not.toContain(key);
  });

  it.skipIf(noPosix)('of OpenCode gives the configuration by a variable and the key by a pipe', async () => {
    await using gateway = await startGateway({ mount, demand });
    await using here = await jetway();
    const agent = here.installNative('opencode');
    const { code } = await here.run([...cloud(gateway.url, 'gpt-5.5'), 'opencode', 'run', 'hi'], { env });
    expect(code).toBe(0);
    const given = agent.given();
    expect(given?.argv).toEqual(['run', 'hi']);
    expect(given?.env['OPENCODE_CONFIG_CONTENT']).toContain('gpt-5.5');
    expect(given?.env['JETWAY_FD']).toBe('3');
    expect(given?.pipe).toContain(key);
    expect(JSON.stringify(given?.env)).not.toContain(key);
  });

  it.each(['claude', 'codex', 'opencode'])('of %s passes Jetway’s own keys to nobody', async (id) => {
    await using here = await jetway();
    const agent = here.install(id);
    const own = { JETWAY_API_KEY: key, JETWAY_PROVIDER_KEY: 'sk-provider-1234' };
    await here.run([...unchecked(), id], { env: own });
    expect(agent.given()?.env).not.toHaveProperty('JETWAY_API_KEY');
    expect(agent.given()?.env).not.toHaveProperty('JETWAY_PROVIDER_KEY');
    expect(JSON.stringify(agent.given())).not.toContain('sk-provider-1234');
  });

  it.each([
    ['claude', ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_USE_BEDROCK']],
    ['codex', ['CODEX_THREAD_ID', 'CODEX_EXEC_SERVER_URL']],
  ])('of %s leaves out the variables that would win, and says so in one line', async (id, names) => {
    await using here = await jetway();
    const agent = here.install(id);
    const stale = Object.fromEntries(names.map((name) => [name, 'stale-value']));
    const { stderr } = await here.run([...unchecked(), id], { env: { ...env, ...stale } });
    for (const name of names) expect.soft(agent.given()?.env).not.toHaveProperty(name);
    const lines = stderr.split('\n').filter((line) => line.includes('left out'));
    expect(lines).toHaveLength(1);
    for (const name of names) expect.soft(lines[0]).toContain(name);
    expect(stderr).not.toContain('stale-value');
  });

  it('keeps every other variable', async () => {
    await using here = await jetway();
    const agent = here.install('claude');
    await here.run([...unchecked(), 'claude'], { env: { EDITOR: 'vi', MY_TOKEN: 'mine', EMPTY: '' } });
    expect(agent.given()?.env).toMatchObject({ EDITOR: 'vi', MY_TOKEN: 'mine', EMPTY: '' });
  });

  it.each([
    ['keyed by the environment', [], 'inherit', ''],
    ['keyed by standard input', ['--key-stdin'], 'ignore', 'sk-piped-1'],
  ])('hands standard input on unless Jetway read it: %s', async (_name, flags, expected, stdin) => {
    await using here = await jetway();
    here.install('codex');
    const { starts } = await here.run([...unchecked(), ...flags, 'codex'], { stdin, env });
    expect(starts.map((start) => start.stdin)).toEqual([expected]);
  });

  it.each([0, 3, 42])('ends with the agent’s own exit code %i', async (exit) => {
    await using here = await jetway();
    here.install('codex', { exit });
    expect((await here.run([...unchecked(), 'codex'])).code).toBe(exit);
  });

  it.skipIf(noPosix).each([
    ['SIGTERM', 143],
    ['SIGKILL', 137],
  ] as const)('ends with 128+n after %s', async (signal, code) => {
    await using here = await jetway();
    const agent = here.install('codex', { waits: true });
    const running = here.run([...unchecked(), 'codex']);
    process.kill((await agent.started()).pid, signal);
    expect((await running).code).toBe(code);
  });

  it('leaves the files of the agents as they are', async () => {
    await using here = await jetway();
    const files = ['.codex/config.toml', '.codex/auth.json', '.claude/settings.json', '.config/opencode/opencode.json'];
    for (const path of files) here.home.write(path, `{"mine": "${path}"}\n`);
    for (const id of ['claude', 'codex', 'opencode']) here.install(id);
    const before = here.home.snapshot();
    for (const id of ['claude', 'codex', 'opencode']) await here.run([...unchecked(), id], { env });
    for (const path of files) expect.soft(here.home.snapshot().get(path)).toEqual(before.get(path));
    expect(here.config()).toBeUndefined();
  });
});

describe('the arguments of the agent', () => {
  const odd = ['a b', '', "it's", '"quoted"', '$HOME', '`x`', 'ü€😀', '\\', '*', '--', '-x', '--model', 'mine', '-'];
  it.each([
    ['behind its name', ['codex', 'exec', ...odd], ['exec', ...odd]],
    ['behind its name and --', ['codex', '--', '-x', 'y'], ['--', '-x', 'y']],
    ['behind its name, with flags that Jetway has too', ['codex', 'exec', '--json'], ['exec', '--json']],
    ['that ask for help', ['codex', 'exec', '--help'], ['exec', '--help']],
    ['behind launch and --', ['launch', 'codex', '--', 'exec', ...odd], ['exec', ...odd]],
    ['of launch without --', ['launch', 'codex', 'exec', 'hi'], ['exec', 'hi']],
  ])('reach it untouched: those %s', async (_name, words, expected) => {
    await using here = await jetway();
    const agent = here.install('codex');
    const { code, stderr } = await here.run([...unchecked(), ...words]);
    expect.soft(stderr).toBe('');
    expect(code).toBe(0);
    expect(agent.given()?.argv.slice(-expected.length)).toEqual(expected);
  });

  it('may be none', async () => {
    await using here = await jetway();
    const agent = here.install('opencode');
    await here.run([...unchecked(), 'opencode']);
    expect(agent.given()?.argv).toEqual([]);
  });
});
