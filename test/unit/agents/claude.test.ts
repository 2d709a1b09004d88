import { describe, expect, test } from 'vitest';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import type { Obstacle } from '../../../src/agents/agent-doctor.ts';
import { claude } from '../../../src/agents/claude.ts';
import { doctor } from '../../../src/agents/claude/doctor.ts';
import { reveal } from '../../../src/keys/secret.ts';
import { gatewayKey, launchOf, providerKey, targetOf, type AgentCase } from '../../support/agent-cases.ts';

const baseUrl = 'https://gateway.test/anthropic';
const keys = new Map([
  [gatewayKey.account, 'KEY'],
  [providerKey.account, 'PROVIDER'],
]);

describe('the credential', () => {
  test('an x-api-key goes through a pipe and into no variable', () => {
    const plan = planned({ 'x-api-key': '<key>' });
    expect(plan.pipes).toEqual([{ descriptor: 3, content: gatewayKey }]);
    expect(plan.set).toMatchObject({ CLAUDE_CODE_API_KEY_FILE_DESCRIPTOR: '3', ANTHROPIC_BASE_URL: baseUrl });
    expect(JSON.stringify(plan.set)).not.toContain('<key');
  });

  test.each([
    ['below 2.1.329', { version: '2.1.328' }],
    ['of unknown version', { version: undefined }],
    ['where descriptors do not reach it', { pipes: false }],
    ['in its minimal mode', { args: ['--bare', '-p', 'x'] }],
    ['in its minimal mode by a variable', { env: { CLAUDE_CODE_SIMPLE: '1' } }],
  ])('Claude Code %s gets an x-api-key as a custom header', (_, launch) => {
    const plan = planned({ 'x-api-key': '<key>' }, { version: '2.1.330', ...launch });
    expect(plan.pipes).toBeUndefined();
    expect(plan.set).not.toHaveProperty('CLAUDE_CODE_API_KEY_FILE_DESCRIPTOR');
    expect(customHeaders(plan)).toEqual(['x-api-key: KEY']);
  });

  test('a bearer token is the auth token, what stands beside it a header', () => {
    const plan = planned({
      'cf-aig-authorization': 'Bearer <key>',
      authorization: 'Bearer <provider-key>',
      'x-api-key': '<key>',
    });
    expect(plan.set['ANTHROPIC_AUTH_TOKEN']).toBe(providerKey);
    expect(plan.pipes).toBeUndefined();
    expect(customHeaders(plan)).toEqual(['x-api-key: KEY', 'cf-aig-authorization: Bearer KEY']);
  });

  test.each([
    ['only a header of its own', { 'x-bf-vk': '<key>' }, ['x-bf-vk: KEY']],
    ['no credential', {}, undefined],
  ])('%s is sent in the mode that adds none', (_, credentials, headers) => {
    const plan = planned(credentials);
    expect(plan.set).toMatchObject({
      CLAUDE_CODE_USE_ANTHROPIC_AWS: '1',
      CLAUDE_CODE_SKIP_ANTHROPIC_AWS_AUTH: '1',
      ANTHROPIC_AWS_BASE_URL: baseUrl,
    });
    expect(plan.set).not.toHaveProperty('ANTHROPIC_BASE_URL');
    expect(plan.set).not.toHaveProperty('ANTHROPIC_AUTH_TOKEN');
    expect(customHeaders(plan)).toEqual(headers);
  });

  test('an authorization of another kind is a custom header', () => {
    const plan = planned({ authorization: 'Basic <key>' });
    expect(customHeaders(plan)).toEqual(['authorization: Basic KEY']);
    expect(plan.set).toMatchObject({ ANTHROPIC_BASE_URL: baseUrl });
  });

  test('nothing that another credential could come from survives in the environment', () => {
    const names = claude.unset.flatMap((group) => group.names);
    expect(names).toEqual(
      expect.arrayContaining(['ANTHROPIC_API_KEY', 'CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CODE_OAUTH_TOKEN']),
    );
    expect(names.filter((name) => /^(AWS_(?!BEARER)|GOOGLE_|HTTPS?_PROXY|CLAUDE_CONFIG_DIR)/.test(name))).toEqual([]);
  });
});

describe("the user's arguments", () => {
  const bearer = { authorization: 'Bearer <key>' };

  test.each([
    [['-c']],
    [['--continue']],
    [['-r', 'abc']],
    [['-pc', 'go on']],
    [['--resume=abc']],
    [['--from-pr', '12']],
    [['--session-id', 'x']],
  ])('%j keep their own session', (args) => {
    const plan = planned(bearer, { args });
    expect(plan.args).toEqual(['--model', 'claude-sonnet-4-6', '--settings', rowsPath(plan), ...args]);
  });

  test.each([[['-p', 'continue']], [['--', '-c']], [['--model', 'opus', 'resume']], [['--chrome']]])(
    '%j start a session with our id',
    (args) => {
      const plan = planned(bearer, { args });
      const session = ['--session-id', '11111111-2222-4333-8444-555555555555'];
      expect(plan.args.slice(2)).toEqual([...session, '--settings', rowsPath(plan), ...args]);
    },
  );

  test.each([['--bg'], ['--background'], ['--cloud=x'], ['--teleport'], ['--tmux'], ['agents'], ['ultrareview']])(
    '%s is refused, since its session is not here',
    (word) => {
      expect(() => planned(bearer, { args: [word] })).toThrow(expect.objectContaining({ code: 'usage' }));
    },
  );

  test('words and options behind a prompt or a double dash are no commands', () => {
    expect(planned(bearer, { args: ['-p', 'agents'] }).args.at(-1)).toBe('agents');
    expect(planned(bearer, { args: ['--', '--bg'] }).args.at(-1)).toBe('--bg');
  });

  test('a command without a session gets neither gateway nor key', () => {
    const plan = planned(bearer, { args: ['mcp', 'list'] });
    expect(plan).toMatchObject({ args: ['mcp', 'list'], set: {} });
    expect(plan.notes).toHaveLength(1);
  });

  test('a command that may call the model gets the gateway by variables alone', () => {
    const plan = planned(bearer, { args: ['doctor'] });
    expect(plan.args).toEqual(['doctor']);
    expect(plan.set).toMatchObject({ ANTHROPIC_AUTH_TOKEN: gatewayKey, ANTHROPIC_MODEL: 'claude-sonnet-4-6' });
  });

  const harmless = JSON.stringify({ model: 'x', apiKeyHelper: 'x', env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' } });
  test.each([[['--settings', harmless]], [[`--settings=${harmless}`]], [['--settings', './file.json']]])(
    '%j are passed on: the host flag makes what they say of provider and key void',
    (args) => {
      expect(planned(bearer, { args }).args.slice(-args.length)).toEqual(args);
    },
  );

  const traffic = '{"env":{"CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC":""}}';
  test.each([[['--settings', traffic]], [[`--settings=${traffic}`]]])(
    '%j are refused, for they could send the key to the vendor',
    (args) => {
      expect(() => planned(bearer, { args })).toThrow(expect.objectContaining({ code: 'usage' }));
    },
  );
});

describe('managed settings', () => {
  test.each([
    ['permissions and hooks', { permissions: { deny: ['Bash'] }, hooks: {}, env: { FOO: '1' }, model: 'x' }],
    ['a list with the id', { availableModels: ['CLAUDE-sonnet-4-6'] }],
    ['a list with the beginning of the id', { availableModels: ['claude-sonnet'] }],
    ['a list with the family', { availableModels: ['opus', 'sonnet', 'claude-haiku-4-5'] }],
    ['a denial of others', { deniedModels: ['opus'] }],
  ])('are harmless with %s', (_, settings) => {
    expect(obstacles(settings)).toEqual([]);
  });

  test.each([
    ['forceLoginMethod', { forceLoginMethod: 'claudeai' }],
    ['apiKeyHelper', { apiKeyHelper: 'corp-key' }],
    ['env.ANTHROPIC_BASE_URL', { env: { ANTHROPIC_BASE_URL: 'https://corp.test', FOO: '1' } }],
  ])('with %s can be set aside on request', (key, settings) => {
    expect(obstacles(settings)).toEqual([{ key, why: expect.any(String), overridable: true }]);
  });

  test.each([
    ['availableModels', { availableModels: [] }],
    ['availableModels', { availableModels: ['claude-son'] }],
    ['availableModels', { availableModels: ['anthropic/claude-sonnet-4-6'] }],
    ['availableModels', { availableModels: ['sonnet', 'claude-sonnet-4-5'] }],
    ['availableModels', { availableModels: 'sonnet' }],
    ['deniedModels', { deniedModels: ['sonnet'] }],
    ['deniedModels', { deniedModels: ['claude-sonnet-4-6'] }],
    ['modelOverrides', { modelOverrides: { 'claude-sonnet-4-6': 'other' } }],
  ])('with %s against the model stay in force', (key, settings) => {
    expect(obstacles(settings)).toEqual([{ key, why: expect.any(String), overridable: false }]);
  });

  test.each(['', '{"a":', '[]', 'null'])('that are no object (%j) count as a policy', (text) => {
    expect(doctor.obstacles?.(text, target({}))).toHaveLength(1);
  });

  test('lie in files, in the registry and in property lists of the one who is logged in', () => {
    const paths = (part: object): readonly string[] =>
      claude.managedPaths?.({ home: '/Users/other', cwd: '/', env: {}, assets: '/', platform: 'linux', ...part }) ?? [];
    expect(paths({ platform: 'win32' })).toEqual([
      'HKCU\\SOFTWARE\\Policies\\ClaudeCode\\Settings',
      'C:\\Program Files\\ClaudeCode\\managed-settings.json',
      'C:\\Program Files\\ClaudeCode\\managed-settings.d\\*.json',
      'HKLM\\SOFTWARE\\Policies\\ClaudeCode\\Settings',
    ]);
    expect(paths({ platform: 'darwin', login: 'ada' }).slice(-2)).toEqual([
      '/Library/Managed Preferences/com.anthropic.claudecode.plist',
      '/Library/Managed Preferences/ada/com.anthropic.claudecode.plist',
    ]);
  });

  test('in a property list that could not be had as JSON are found by name', () => {
    const text =
      '<?xml version="1.0"?><plist><dict><key>availableModels</key><key>forceLoginMethod</key></dict></plist>';
    expect(doctor.obstacles?.(text, target({})).map(({ key }) => key)).toEqual(['forceLoginMethod', 'availableModels']);
  });
});

describe('a connection that only the user’s own settings tell of', () => {
  const settings = '/home/dev/.claude/settings.json';
  const said = (text: string, env: Readonly<Record<string, string>> = {}, path = settings): string | undefined =>
    planned({}, { version: '2.1.332', env, texts: { [path]: text } }).unreached;

  test.each(['HTTPS_PROXY', 'http_proxy', 'ALL_PROXY', 'NODE_EXTRA_CA_CERTS'])('by %s is to be exported', (name) => {
    expect(said(JSON.stringify({ env: { [name]: 'x' } }))).toBe(
      `${settings} sets ${name} for plain claude alone; for a launch, set it in your shell: export ${name}=…`,
    );
  });

  test('is no news where it is exported, in any spelling, where it is empty, or where it is a repository’s', () => {
    const text = '{"env":{"HTTPS_PROXY":"http://proxy.test"}}';
    expect(said(text, { https_proxy: 'http://proxy.test' })).toBeUndefined();
    expect(said('{"env":{"HTTPS_PROXY":""}}')).toBeUndefined();
    expect(said('{"env":{"HTTPS_PROXY":5}}')).toBeUndefined();
    expect(said('{"env":[]}')).toBeUndefined();
    expect(said('no JSON')).toBeUndefined();
    expect(said(text, {}, '/home/dev/project/.claude/settings.json')).toBeUndefined();
  });
});

function target(credentials: Readonly<Record<string, string>>) {
  const main = { protocol: 'anthropic-messages', baseUrl, model: 'claude-sonnet-4-6', credentials } as const;
  return targetOf({ target: { main } });
}

function planned(
  credentials: Readonly<Record<string, string>>,
  launch: NonNullable<AgentCase['launch']> = { version: '2.1.330' },
): LaunchPlan {
  const main = { protocol: 'anthropic-messages', baseUrl, model: 'claude-sonnet-4-6', credentials } as const;
  return claude.plan(target(credentials), launchOf({ target: { main }, launch }));
}

function rowsPath(plan: LaunchPlan): string | undefined {
  return plan.files?.[0]?.path;
}

function customHeaders(plan: LaunchPlan): readonly string[] | undefined {
  const text = plan.set['ANTHROPIC_CUSTOM_HEADERS'];
  if (text === undefined || (typeof text === 'object' && 'over' in text)) return undefined;
  return reveal(text, keys).split('\n');
}

function obstacles(settings: object): readonly Obstacle[] | undefined {
  return doctor.obstacles?.(JSON.stringify(settings), target({}));
}
