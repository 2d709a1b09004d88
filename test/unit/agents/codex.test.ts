import { describe, expect, test } from 'vitest';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import { codex } from '../../../src/agents/codex.ts';
import { doctor } from '../../../src/agents/codex/doctor.ts';
import { gatewayKey, launchOf, providerKey, targetOf, type AgentCase } from '../../support/agent-cases.ts';

const bearer = { authorization: 'Bearer <key>' };
const printKey = ['/usr/bin/node', '/opt/jetway/bin/jetway.js', 'token'];

describe('the credential', () => {
  test('a bearer token from a store is printed by a command and is in no variable', () => {
    const plan = planned(bearer, {}, { printKey });
    expect(provider(plan)).toContain(
      'auth={command="/usr/bin/node",args=["/opt/jetway/bin/jetway.js","token"],timeout_ms=35000,refresh_interval_ms=0}',
    );
    expect(provider(plan)).not.toContain('env_key');
    expect(plan.set).toEqual({});
  });

  test('a bearer token from elsewhere is in a variable that its tools get empty', () => {
    const plan = planned(bearer);
    expect(provider(plan)).toContain('env_key="JETWAY_AGENT_KEY",env_key_instructions="Run: jetway login"');
    expect(plan.set).toEqual({ JETWAY_AGENT_KEY: gatewayKey });
    expect(plan.args).toContain('shell_environment_policy.set.JETWAY_AGENT_KEY=""');
  });

  test('any other header is in a variable, beside the bearer token or alone', () => {
    const plan = planned(
      { 'cf-aig-authorization': 'Bearer <key>', authorization: 'Bearer <provider-key>' },
      {},
      { printKey },
    );
    expect(plan.set).toEqual({
      JETWAY_AGENT_KEY: providerKey,
      JETWAY_AGENT_HEADER_CF_AIG_AUTHORIZATION: ['Bearer ', gatewayKey],
    });
    expect(provider(plan)).toContain(
      'env_http_headers={cf-aig-authorization="JETWAY_AGENT_HEADER_CF_AIG_AUTHORIZATION"}',
    );
    expect(provider(planned({ 'x-api-key': '<key>' }, {}, { printKey }))).not.toMatch(/env_key|auth=\{/);
  });

  test('without a credential none is named, and the login of the user stays at home', () => {
    expect(provider(planned({}))).toMatch(/requires_openai_auth=false,supports_websockets=false\}$/);
    expect(planned({}).set).toEqual({});
  });

  test('attribution goes in literal headers, quoting and all', () => {
    const plan = planned({}, {}, { headers: { 'x-meta': '{"user":"a \\"b\\" \u007f"}' } });
    expect(provider(plan)).toContain(String.raw`http_headers={x-meta="{\"user\":\"a \\\"b\\\" \u007f\"}"}`);
  });
});

describe("the user's arguments", () => {
  test.each([
    [['--oss']],
    [['--local-provider=ollama']],
    [['--remote', 'ws://127.0.0.1:1']],
    [['-c', 'model_provider=x']],
    [['exec', '-cmodel_provider="x"']],
    [['-c=model_providers.jetway.base_url="x"']],
    [['--config', ' model_providers = {}']],
    [['--config="model_provider"="x"']],
    [['cloud']],
    [['-m', 'x', 'app-server', 'daemon']],
    [['app-server', '--listen', 'ws://127.0.0.1:1']],
  ])('%j are refused: they leave the gateway', (args) => {
    expect(() => planned(bearer, { args })).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  test.each([
    [['-c', 'model_reasoning_effort="high"']],
    [['-c', 'model="other"', '-m', 'other']],
    [['exec', 'explain --oss']],
    [['exec', '--', '--oss', '-c', 'model_provider=x']],
    [['review', '--base', 'cloud']],
    [['-m', 'x', 'app-server', '--listen', 'stdio://']],
    [['-c']],
  ])('%j are passed on', (args) => {
    expect(planned(bearer, { args }).args.slice(-args.length)).toEqual(args);
  });

  test.each([
    [['-c', 'shell_environment_policy.set={A="1"}', 'exec', 'hi'], 2],
    [['exec', '-cshell_environment_policy={}', 'hi'], 2],
    [['exec', 'hi', '--config', 'shell_environment_policy.inherit="all"'], 4],
  ])('after %j the key is hidden from the tools again', (args, end) => {
    const plan = planned(bearer, { args });
    const again = ['-c', 'shell_environment_policy.set.JETWAY_AGENT_KEY=""'];
    const expected = [...args.slice(0, end), ...again, ...args.slice(end)];
    expect(plan.args.slice(-expected.length)).toEqual(expected);
  });

  test('web search is off unless asked for', () => {
    const off = 'web_search="disabled"';
    expect(planned(bearer).args).toContain(off);
    expect(planned(bearer, { args: ['--search'] }).args).not.toContain(off);
    expect(planned(bearer, { args: ['-c', 'web_search="live"'] }).args).not.toContain(off);
  });

  test('an own list of models comes after ours and wins', () => {
    const args = ['-c', 'model_catalog_json="/own.json"'];
    const plan = planned(bearer, { args, version: '0.169.0', nativeModels: '{}' });
    expect(plan.args.slice(-4)).toEqual(['-c', `model_catalog_json="${plan.files?.[0]?.path}"`, ...args]);
  });

  test.each([
    ['headers', '[model_providers.jetway]\nname = "x"\nhttp_headers = { "api-key" = "k" }', 3, 'http_headers'],
    ['headers in a table of their own', '[model_providers."jetway".env_http_headers]\nx = "Y"', 1, 'env_http_headers'],
    ['a dotted key', 'model_providers.jetway.query_params.a = "b"', 1, 'query_params'],
    ['an inline table', '[model_providers]\njetway = { name = "x", query_params = { a = "b" } }', 2, 'query_params'],
    ['all in one line', 'model_providers = { jetway = { query_params = { a = "b" } } }', 1, 'query_params'],
    ['its name escaped', String.raw`[model_providers."jetw\u0061y"]` + '\nquery_params = 1', 2, 'query_params'],
    ['its table escaped', String.raw`["m\U0000006fdel_providers".jetway.query_params]`, 1, 'query_params'],
    ['a key escaped', '[model_providers.jetway]\n' + String.raw`"query\u005fparams".a = "b"`, 2, 'query_params'],
    ['an escaped name inside', String.raw`model_providers = { "jetw\x61y" = { auth2 = 1 } }`, 1, 'auth2'],
    ['blanks and both quotes', `[ model_providers . 'jetway' ]\n"query_params" . 'a!b' = "c"`, 2, 'query_params'],
    ['an odd name below it', '[model_providers]\njetway.query_params."a!b" = "c"', 2, 'query_params'],
    ['an array before it', '[model_providers]\njetway = { l = [\n  "x", # ]\n], query_params = { a = "b" } }', 2, 'l'],
    [
      'an inline table over lines',
      '[model_providers]\njetway = {\n  query_params = { a = "b" },\n}',
      3,
      'query_params',
    ],
  ])("a table of the user's of Jetway's name with %s is refused by its line", (_, text, line, key) => {
    const texts = { '/home/dev/.codex/config.toml': text };
    const message = `/home/dev/.codex/config.toml:${line} sets ${key} of a provider called jetway, which would count in Jetway's own of that name.`;
    expect(() => planned(bearer, { texts })).toThrow(expect.objectContaining({ code: 'configuration', message }));
    const profile = { '/home/dev/.codex/other.config.toml': text };
    expect(() => planned(bearer, { texts: profile, args: ['-p', 'other'] })).toThrow('other.config.toml:');
    expect(() => planned(bearer, { texts: profile })).not.toThrow();
  });

  test("a table of the user's of Jetway's name with a command for the key is given another one, and no variable", () => {
    const texts = { '/home/dev/.codex/config.toml': '[model_providers.jetway.auth]\ncommand = "x"\ncwd = "/gone"' };
    const plan = planned(bearer, { texts });
    const rest = 'timeout_ms=35000,refresh_interval_ms=0,cwd="/home/dev/project"}';
    expect(plan.args.join(' ')).toContain(`auth={command="printenv",args=["JETWAY_AGENT_KEY"],${rest}`);
    const other = planned(bearer, { texts }, { printKey: ['jetway', 'token'] });
    expect(other.args.join(' ')).toContain(`auth={command="jetway",args=["token"],${rest}`);
    expect(plan.args.join(' ')).not.toContain('env_key');
    expect(Object.keys(plan.set)).toContain('JETWAY_AGENT_KEY');
    const variable = { '/home/dev/.codex/config.toml': '[model_providers.jetway]\nenv_key = "X"' };
    expect(() => planned(bearer, { texts: variable }, { printKey: ['jetway', 'token'] })).toThrow('sets env_key of');
  });

  test("a table of the user's of Jetway's name is passed where ours sets all that it does", () => {
    const text =
      '[model_providers.jetway]\nname = "x" # http_headers = 1\nbase_url = "http://x"\nstream_max_retries = 2\n' +
      '[model_providers.other]\nquery_params = { a = "b" }\n[mcp_servers.jetway]\nargs = ["query_params = 1"]\n' +
      '[tools]\ntext = """\n[model_providers.jetway]\nquery_params = 1\n"""\nwindows = \'C:\\Users\\x\'\n' +
      String.raw`[model_providers."jetw\\u0061y"]` +
      '\nquery_params = { a = "b" }\n';
    const texts = { '/home/dev/.codex/config.toml': text };
    expect(() => planned(bearer, { texts })).not.toThrow();
    const auth = { '/home/dev/.codex/config.toml': `${text}[model_providers.jetway.auth]\ncommand = "jetway"\n` };
    expect(() => planned(bearer, { texts: auth }, { printKey: ['jetway', 'token'] })).not.toThrow();
  });

  test('what would have it log in by a workload identity is left out', () => {
    const names = codex.unset.flatMap((group) => group.names);
    expect(names).toEqual(
      expect.arrayContaining(['OPENAI_FEDERATION_RULE_ID', 'OPENAI_IDENTITY_TOKEN_SOURCE', 'OPENAI_SPIFFE_AUDIENCE']),
    );
  });

  test('a command without a session gets neither gateway nor key', () => {
    const plan = planned(bearer, { args: ['mcp', 'list'] });
    expect(plan).toMatchObject({ args: ['mcp', 'list'], set: {} });
    expect(plan.notes).toHaveLength(1);
  });
});

describe('managed files', () => {
  const keysIn = (text: string): readonly string[] | undefined =>
    doctor.obstacles?.(text, target(bearer)).map(({ key }) => key);

  test.each([
    ['approval and sandbox rules', 'allowed_approval_policies = ["never"]\n[features]\nx = true\n'],
    ['our keys in a comment', '# model = "x"\n'],
    ['our keys in a string', 'a = """\nmodel = "x"\n[model_providers.x]\n"""\nb = \'\'\'\nmodel = 1\n\'\'\'\n'],
    ['our keys in a list', 'a = [\n  "model = 1", # model = 2\n  "x",\n]\n'],
    ['our keys in another table', '[mcp_servers.x]\nmodel = "x"\n"model_provider" = 1\n'],
    ['a longer key', 'model_reasoning_effort = "high"\n'],
    ['nothing', '\n'],
  ])('with %s are harmless', (_, text) => {
    expect(keysIn(text)).toEqual([]);
  });

  test.each([
    ['model = "x"', 'model'],
    ['a = "\\"#" # c\r\n"mod\\u0065l" = "x"\r\n', 'model'],
    ["'model_provider'='x'", 'model_provider'],
    ['a = { b = [1, { c = "]" }] }\nmodel_providers . x . name = "y"', 'model_providers'],
    ['[model_providers."my.gw"]\nname = "x"', 'model_providers'],
    ['a = """x\\\\"""\n[[ model_providers ]]', 'model_providers'],
    ['model_catalog_json = "/x.json"', 'model_catalog_json'],
  ])('with %j win over the command line', (text, key) => {
    expect(doctor.obstacles?.(text, target(bearer))).toEqual([
      { key, why: 'it ranks above the command line', overridable: false },
    ]);
  });

  test.each(['model', 'a = ', 'a = [1', '= 1', 'a = "x', '{"model": 1}', 'a = 1 ]', '[a'])(
    'that are no TOML (%j) are an obstacle as a whole',
    (text) => {
      expect(keysIn(text)).toEqual(['the whole file']);
    },
  );

  test('in a property list are read where it could be had as JSON', () => {
    const list = (text: string): string =>
      JSON.stringify({ config_toml_base64: Buffer.from(text).toString('base64'), PayloadVersion: 1 });
    expect(keysIn(list('approval_policy = "never"'))).toEqual([]);
    expect(keysIn(list('model = "x"'))).toEqual(['config_toml_base64: model']);
  });

  test('lie in the folder for all users on Windows', () => {
    const there = { platform: 'win32', home: 'C:\\Users\\dev', cwd: 'C:\\', assets: 'C:\\' } as const;
    const env = { PROGRAMDATA: 'D:\\Data', CODEX_HOME: 'C:\\codex' };
    const named = 'HKLM\\SOFTWARE\\Policies\\OpenAI\\Codex\\RequirementsPath';
    const file = 'OpenAI\\Codex\\requirements.toml';
    expect(codex.managedPaths?.({ ...there, env })).toEqual([`D:\\Data\\${file}`, named]);
    expect(codex.managedPaths?.({ ...there, env: {} })).toEqual([`C:\\ProgramData\\${file}`, named]);
  });

  test('in a property list that could not be had as JSON are found by name', () => {
    expect(keysIn('bplist00\u0001config_toml_base64\u0002')).toEqual(['config_toml_base64']);
  });
});

type TargetParts = Omit<AgentCase['target'], 'main'>;

function target(credentials: Readonly<Record<string, string>>, parts: TargetParts = {}) {
  const main = {
    protocol: 'openai-responses',
    baseUrl: 'https://gateway.test/v1',
    model: 'some-model',
    credentials,
  } as const;
  return targetOf({ target: { main, ...parts } });
}

function planned(
  credentials: Readonly<Record<string, string>>,
  launch: NonNullable<AgentCase['launch']> = {},
  parts: TargetParts = {},
): LaunchPlan {
  const main = { protocol: 'openai-responses', baseUrl: 'https://gateway.test/v1', model: '' } as const;
  return codex.plan(target(credentials, parts), launchOf({ target: { main }, launch }));
}

function provider(plan: LaunchPlan): string {
  return plan.args.find((arg) => arg.startsWith('model_providers.jetway=')) ?? '';
}
