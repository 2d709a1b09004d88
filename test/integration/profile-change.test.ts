import { describe, expect, it } from 'vitest';
import { exitCodes, type FailureCode } from '../../src/failure.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import { scripted } from '../support/scripted.ts';

const models = ['openai/gpt-5', 'anthropic/claude-sonnet-4-5'];
const key = 'sk-bf-9f8e7d6c';
const at = (gateway: Gateway): readonly string[] => ['--gateway', 'bifrost', '--base-url', gateway.url];

interface Saved {
  readonly current?: string;
  readonly profiles: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const saved = (here: Jetway): Saved => here.config() as Saved;

/** A profile `work` in use, with a key in the keyring. */
async function loggedIn(here: Jetway, gateway: Gateway): Promise<void> {
  const { code } = await here.run(['login', '--profile', 'work', ...at(gateway), '--key-stdin'], { stdin: key });
  expect(code).toBe(0);
}

describe('profile create', () => {
  it('makes one without a question where flags say all, and says what it did and what comes next', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    await loggedIn(here, gateway);
    const { code, stdout, stderr } = await here.run(['profile', 'create', 'lab', '--gateway', 'litellm']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('Profile lab is made: LiteLLM, http://localhost:4000; no key.');
    expect(stderr).toContain('jetway profile use lab');
    expect(stderr).toContain('jetway login --profile lab');
    expect(saved(here)).toMatchObject({ current: 'work', profiles: { lab: { gateway: 'litellm', models: {} } } });
    expect(here.keys.size).toBe(1);
  });

  it('asks what no flag says, and is in use where it is the first', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    const prompts = scripted(['Which gateway', 'bifrost'], ['Address', gateway.url]);
    const { code, stderr } = await here.run(['profile', 'create', 'work'], { prompts });
    expect(code, stderr).toBe(0);
    expect(prompts.left).toEqual([]);
    expect(saved(here)).toMatchObject({
      current: 'work',
      profiles: { work: { settings: { 'base-url': gateway.url } } },
    });
    expect(stderr).not.toContain('profile use');
  });

  it.each<readonly [string, FailureCode, readonly string[], string]>([
    ['a name that is taken', 'usage', ['work', '--gateway', 'ollama'], 'jetway profile edit work'],
    ['a name that is none', 'usage', ['a b', '--gateway', 'ollama'], 'letters, digits'],
    ['no gateway, and nobody to ask', 'usage', ['lab'], '--gateway'],
    ['a gateway that there is not', 'usage', ['lab', '--gateway', 'bifrst'], 'bifrost'],
  ])('refuses %s, and saves nothing', async (_what, code, words, hint) => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    await loggedIn(here, gateway);
    const before = here.config();
    const refused = await here.run(['profile', 'create', ...words]);
    expect(refused.code).toBe(exitCodes[code]);
    expect(refused.stderr).toContain(hint);
    expect(here.config()).toEqual(before);
  });
});

describe('profile edit', () => {
  it('takes what the flags say, keeps the models, and tells that the key was for another address', async () => {
    await using gateway = await startGateway({ models });
    await using other = await startGateway({ models });
    await using here = await jetway();
    await loggedIn(here, gateway);
    await here.run(['profile', 'set', 'model.codex', 'openai/gpt-5']);
    const { code, stderr } = await here.run(['profile', 'edit', 'work', '--base-url', other.url]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`Profile work is changed: Bifrost, ${other.url}; no key.`);
    expect(stderr).toContain('Its key was for another address: jetway login --profile work');
    const { work } = saved(here).profiles;
    expect(work).toMatchObject({ settings: { 'base-url': other.url }, models: { codex: 'openai/gpt-5' } });
    expect(work).not.toHaveProperty('keyFrom');
  });

  it('asks again in a terminal, with what is saved preselected', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    await loggedIn(here, gateway);
    const prompts = scripted(['Which gateway', 'bifrost'], ['Address', gateway.url]);
    const { code, stderr } = await here.run(['profile', 'edit'], { prompts });
    expect(code, stderr).toBe(0);
    expect(prompts.asked.map(({ preset }) => preset)).toEqual(['bifrost', gateway.url]);
    expect(saved(here).profiles['work']).toMatchObject({ keyFrom: 'keyring' });
    expect(stderr).not.toContain('another address');
  });

  it('says that the models go where another kind of gateway takes its place', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    await loggedIn(here, gateway);
    const { stderr } = await here.run(['profile', 'edit', 'work', '--gateway', 'ollama']);
    expect(stderr).toContain('The models of the gateway before are forgotten.');
    expect(saved(here).profiles['work']).toMatchObject({ gateway: 'ollama', models: {} });
  });

  it('with nothing to change and nobody to ask is a usage failure', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    await loggedIn(here, gateway);
    const { code, stderr } = await here.run(['profile', 'edit', 'work']);
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain('jetway profile set <field> <value>');
  });
});

describe('profile set', () => {
  it.each<readonly [readonly string[], object]>([
    [['model.codex', 'openai/gpt-5'], { models: { codex: 'openai/gpt-5' } }],
    [['small-model.claude', 'a/b'], { smallModels: { claude: 'a/b' } }],
    [['agent', 'codex'], { agent: 'codex' }],
    [['relay', 'always'], { relay: 'always' }],
    [['budget', '5usd'], { budget: '5usd' }],
    [['budget-day', '2mtok'], { budgetDay: '2mtok' }],
    [['allow-models', 'openai/*', 'a,b'], { allowModels: ['openai/*', 'a', 'b'] }],
    [['fallback', 'a/b', 'profile:home'], { fallback: ['a/b', 'profile:home'] }],
    [['key-ttl', '45m'], { keyTtl: '45m' }],
    [['roles.plan', 'a/planner'], { roles: { plan: 'a/planner' } }],
    [['roles.subagent', 'a/helper'], { roles: { subagent: 'a/helper' } }],
    [['roles.long', '200_000', 'a/vast'], { roles: { long: { from: 200_000, model: 'a/vast' } } }],
    [['roles.cheap', '80', 'a/mini'], { roles: { cheap: { over: 80, model: 'a/mini' } } }],
    [['key-command', '/bin/echo sk-bf-1'], { keyCommand: ['/bin/echo', 'sk-bf-1'], keyFrom: 'command' }],
    [['key-variable', 'TEAM_KEY'], { keyVariable: 'TEAM_KEY' }],
    [['key-header', 'x-bf-vk'], { settings: { 'key-header': 'x-bf-vk' } }],
  ])('%j: it is saved, said, and gone again with --unset', async (words, expected) => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    await loggedIn(here, gateway);
    const before = saved(here).profiles['work'];
    const [field = ''] = words;
    const { code, stderr } = await here.run(['profile', 'set', ...words]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(new RegExp(`^Profile work: ${field} is .* now`));
    expect(saved(here).profiles['work']).toMatchObject(expected);
    expect((await here.run(['profile', 'list'])).stderr).toBe('');

    const gone = await here.run(['profile', 'set', field, '--unset']);
    expect(gone.stderr).toContain(`${field} is not set any more.`);
    const { keyFrom: _from, ...rest } = before ?? {};
    const after = saved(here).profiles['work'];
    expect({ ...after, smallModels: undefined }).toMatchObject(field === 'key-command' ? rest : { ...before });
    expect(JSON.stringify(after)).not.toContain(words.at(-1));
  });

  it.each<readonly [string, FailureCode, readonly string[], string]>([
    ['a field that is none', 'usage', ['modl.codex', 'x'], 'model.<agent>'],
    ['a field of Object', 'usage', ['constructor', 'x'], 'has no field'],
    ['an agent that is none', 'usage', ['model.nobody', 'x'], 'codex'],
    ['no value', 'usage', ['relay'], '--unset'],
    ['a value and --unset', 'usage', ['relay', 'auto', '--unset'], 'Leave one'],
    ['another word', 'usage', ['relay', 'perhaps'], 'auto, always, never'],
    ['a key in the place of a variable', 'usage', ['key-variable', 'sk-bf-9f8e'], 'jetway login'],
    ['no budget', 'usage', ['budget', 'much'], 'budget 5usd'],
    ['a role that is none', 'usage', ['roles.captain', 'x'], 'roles.plan'],
    ['a role of Object', 'usage', ['roles.constructor', 'x'], 'roles.plan'],
    ['a length that is none', 'usage', ['roles.long', 'much', 'x'], '200000 <model>'],
    ['a part without its model', 'usage', ['roles.cheap', '80'], '80 <model>'],
    ['more than all of a budget', 'usage', ['roles.cheap', '101', 'x'], '80 <model>'],
    ['two values for one', 'usage', ['model.codex', 'a', 'b'], 'Give one'],
    ['an address that is none', 'configuration', ['base-url', 'nowhere at all'], ''],
    ['no profile', 'configuration', ['relay', 'auto', '--profile', 'nobody'], 'profile list'],
  ])('refuses %s, and changes nothing', async (_what, code, words, hint) => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    await loggedIn(here, gateway);
    const before = here.config();
    const refused = await here.run(['profile', 'set', ...words]);
    expect(refused.code, refused.stderr).toBe(exitCodes[code]);
    expect(refused.stderr).toContain(hint);
    expect(here.config()).toEqual(before);
  });

  it('of another address does not take the key along', async () => {
    await using gateway = await startGateway({ models });
    await using other = await startGateway({ models });
    await using here = await jetway();
    await loggedIn(here, gateway);
    const { stderr } = await here.run(['profile', 'set', 'base-url', other.url]);
    expect(stderr).toContain('Its key was for another address: jetway login --profile work');
    await here.run(['list-models']);
    expect(JSON.stringify(other.requests)).not.toContain(key);
  });
});

it('roles stay beside each other when one is set or taken away', async () => {
  await using gateway = await startGateway({ models });
  await using here = await jetway();
  await loggedIn(here, gateway);
  await here.run(['profile', 'set', 'roles.plan', 'a/planner']);
  await here.run(['profile', 'set', 'roles.long', '200000', 'a/vast']);
  const long = { from: 200_000, model: 'a/vast' };
  expect(saved(here).profiles['work']).toMatchObject({ roles: { plan: 'a/planner', long } });
  const { stdout } = await here.run(['profile', 'show']);
  expect(stdout).toMatch(/model for plan mode +a\/planner\n/);
  expect(stdout).toMatch(/model for long prompts +a\/vast, from 200k tokens on\n/);
  await here.run(['profile', 'set', 'roles.plan', '--unset']);
  expect(saved(here).profiles['work']?.['roles']).toEqual({ long });
});

describe('profile list and show', () => {
  it('tell the models, where the key is and when the profile was used last', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    await loggedIn(here, gateway);
    here.install('codex');
    const before = (await here.run(['profile', 'list'])).stdout;
    expect(before).toContain('no model yet');
    expect(before).toContain('not used yet');
    await here.run(['profile', 'set', 'model.codex', 'openai/gpt-5']);
    expect((await here.run(['codex', 'hi'])).code).toBe(0);

    const later = { later: 3 * 3_600_000 };
    const list = await here.run(['profile', 'list'], later);
    expect(list.stdout).toMatch(/^\*  work  Bifrost  http:/);
    expect(list.stdout).toMatch(/ {3}codex openai\/gpt-5 · key: .+ · used 3 hours ago\n$/);
    const show = await here.run(['profile', 'show'], later);
    expect(show.stdout).toMatch(/last used +3 hours ago/);
    expect(show.stdout).toContain(gateway.url);
    const about = { url: gateway.url, key: { kind: 'keyring' }, lastUsed: expect.stringMatching(/^20.*Z$/) };
    expect((await here.run(['profile', 'list', '--json'])).json).toMatchObject({
      profiles: [{ name: 'work', ...about }],
    });
    expect((await here.run(['profile', 'show', '--json'])).json).toMatchObject({ name: 'work', ...about });

    await here.run(['profile', 'rename', 'work', 'office']);
    expect((await here.run(['profile', 'list'], later)).stdout).toContain('used 3 hours ago');
    const variable = { ...later, env: { JETWAY_API_KEY: 'sk-bf-other' } };
    expect((await here.run(['profile', 'list'], variable)).stdout).toContain('key: JETWAY_API_KEY');
  });

  it('fit the terminal', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    await loggedIn(here, gateway);
    for (const agent of ['claude', 'codex', 'opencode', 'gemini']) {
      await here.run(['profile', 'set', `model.${agent}`, 'anthropic/claude-sonnet-4-5']);
    }
    const { stdout } = await here.run(['profile', 'list'], { columns: 60 });
    expect(stdout.split('\n').length).toBeGreaterThan(4);
    expect(stdout.split('\n').every((line) => line.length <= 60)).toBe(true);
  });
});

describe('login', () => {
  it('takes the key of JETWAY_API_KEY where it is asked to, and says that the variable wins', async () => {
    await using gateway = await startGateway({ models, demand: { authorization: `Bearer ${key}` } });
    await using here = await jetway();
    const env = { JETWAY_API_KEY: key };
    const refused = await here.run(['login', ...at(gateway)], { env });
    expect(refused.code).toBe(exitCodes.usage);
    expect(refused.stderr).toContain('--from-env');
    const { code, stderr } = await here.run(['login', ...at(gateway), '--from-env'], { env });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('It came from JETWAY_API_KEY, which wins over it while it is set.');
    expect([...here.keys.values()]).toEqual([key]);
    expect((await here.run(['list-models'])).code).toBe(0);
  });

  it.each<readonly [string, readonly string[], Readonly<Record<string, string>>, FailureCode, string]>([
    ['no variable', ['--from-env'], {}, 'usage', 'JETWAY_API_KEY, BIFROST_VIRTUAL_KEY'],
    ['an empty variable', ['--from-env'], { JETWAY_API_KEY: ' ' }, 'usage', 'JETWAY_API_KEY'],
    ['two sources', ['--from-env', '--key-stdin'], { JETWAY_API_KEY: key }, 'usage', 'Give one'],
    ['a key that is refused', ['--from-env'], { JETWAY_API_KEY: 'sk-bf-wrong' }, 'credential', ''],
    ['an empty line', ['--key-stdin'], {}, 'credential', 'not empty'],
  ])('stores nothing from %s, and says so', async (_what, flags, env, code, hint) => {
    await using gateway = await startGateway({ models, demand: { authorization: `Bearer ${key}` } });
    await using here = await jetway();
    const refused = await here.run(['login', ...at(gateway), ...flags], { env, stdin: '\n' });
    expect(refused.code, refused.stderr).toBe(exitCodes[code]);
    expect(refused.stderr).toContain(hint);
    expect(here.keys.size).toBe(0);
    expect(here.config()).toBeUndefined();
  });

  it('says that no key is kept where none is typed', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    const prompts = scripted(['Key of Bifrost', '']);
    const { code, stderr } = await here.run(['login', ...at(gateway)], { prompts });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('No key is kept: this gateway is used without one.');
    expect(here.keys.size).toBe(0);
  });
});
