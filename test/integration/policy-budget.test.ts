import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';
import { asking, inJson, policyFile, under } from '../support/under-policy.ts';

const all = 'anthropic-messages,openai-responses,openai-chat,gemini';
const to = (url: string): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', url, '--set', `protocols=${all}`],
];

/** A gateway with headers for attribution. */
const attributed = (url: string): readonly string[] => ['--gateway', 'litellm', '--base-url', url];

describe('a policy with a budget', () => {
  it('has a launch open a relay, and a dry run and the doctor say so', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const agent = here.install('codex');
    const rules = { budget: { day: '2mtok' } };
    const argv = [...to(gateway.url), '-m', 'demo/gpt-5.5'];
    expect(await under(rules, here, [...argv, 'codex'])).toMatchObject({ code: 0 });
    expect(JSON.stringify(agent.given())).not.toContain(gateway.url);
    const dry = await under(rules, here, [...argv, '--dry-run', 'codex']);
    expect(dry.stdout).toContain('budget 2,000,000 tokens a day');
    expect(dry.stdout).toContain(policyFile);
    const doctor = await under(rules, here, ['doctor', 'codex', ...argv, '--only', 'protocol,policy']);
    expect(doctor.stdout.replaceAll(/\s+/g, ' ')).toContain('by a relay, for the budget');
    expect(doctor.stdout.replaceAll(/\s+/g, ' ')).toContain('budget 2,000,000 tokens a day');
  });

  it.each<[string, readonly string[], object | undefined, number]>([
    ['the policy’s where the user has none', [], { session: '250tok' }, 2],
    ['the policy’s where the user’s is larger', ['--budget', '5mtok'], { session: '250tok' }, 2],
    ['the user’s where the policy’s is larger', ['--budget', '250tok'], { session: '5mtok' }, 2],
    ['that of a day', [], { session: '5mtok', day: '250tok' }, 2],
    ['each, where one is in dollars', [], { session: '250tok', day: '5usd' }, 2],
    ['that in dollars', [], { session: '5mtok', day: '0.001usd' }, 2],
    ['neither, where both are large', ['--budget', '5mtok'], { session: '5mtok', day: '5usd' }, 4],
  ])('keeps %s', async (_what, flags, budget, answered) => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.program(
      'app',
      asking('/chat/completions', ['openai/gpt-5.5', 'openai/gpt-5.5', 'openai/gpt-5.5', 'openai/gpt-5.5']),
    );
    const prices = { 'openai/*': { input: 2, output: 8 } };
    const told = await under({ budget, prices }, here, ['relay', ...to(gateway.url), ...flags, '--', 'app']);
    const answers = JSON.parse(here.home.read('answers.json')) as readonly { readonly status: number }[];
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(answered);
    expect(gateway.to('/chat/completions')).toHaveLength(answered);
    expect(told.code).toBe(0);
  });

  it.each<[string, object, object | undefined]>([
    ['tokens', { budget: { day: '150tok' } }, undefined],
    ['dollars', { budget: { day: '0.0001usd' }, prices: { 'demo/*': { input: 1, output: 1 } } }, undefined],
    ['tokens, where the prompt is counted alone', { budget: { day: '150tok' } }, { prompt_tokens: 90 }],
  ])('is not left whole by a server that does not count: %s', async (_unit, rules, usage) => {
    const message = { role: 'assistant', content: 'Hello.' };
    const body = { id: 'x', object: 'chat.completion', model: 'm', choices: [{ index: 0, message }], usage };
    const headers = { 'content-type': 'application/json' };
    await using gateway = await startGateway({
      answers: ({ method }) => (method === 'POST' ? { status: 200, headers, body: JSON.stringify(body) } : undefined),
    });
    await using here = await jetway();
    here.program('app', asking('/chat/completions', ['demo/gpt-5.5']));
    const statuses: number[] = [];
    for (let session = 0; session < 3; session += 1) {
      await under(rules, here, ['relay', ...to(gateway.url), '--', 'app']);
      const answers = JSON.parse(here.home.read('answers.json')) as readonly { status: number }[];
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(statuses).toEqual([200, 200, 403]);
    expect(await under(rules, here, ['ask', ...to(gateway.url), '-m', 'demo/gpt-5.5', 'hi'])).toMatchObject({
      code: 3,
    });
    expect(gateway.to('/chat/completions')).toHaveLength(2);
  });

  it('is named by the relay that refuses', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.program('app', asking('/chat/completions', ['gpt-5.5', 'gpt-5.5']));
    await under({ budget: { day: '50tok' } }, here, ['relay', ...to(gateway.url), '--', 'app']);
    const answers = JSON.parse(here.home.read('answers.json')) as readonly { text: string }[];
    expect(answers[1]?.text).toContain(`The budget of the policy in ${inJson(policyFile)} for today is used up`);
  });

  it('counts what `ask` uses, and holds it', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const rules = { budget: { day: '50tok' } };
    const argv = ['ask', ...to(gateway.url), '-m', 'demo/gpt-5.5', 'x'.repeat(400)];
    expect(await under(rules, here, argv)).toMatchObject({ code: 0 });
    const second = await under(rules, here, argv);
    expect(second).toMatchObject({ code: 3 });
    expect(second.stderr.replaceAll(/\s+/g, ' ')).toContain(`The budget of the policy in ${policyFile} for today`);
    expect(gateway.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(await here.run(argv, { env: { JETWAY_API_KEY: 'sk-test' } })).toMatchObject({ code: 0 });
  });

  it('in dollars takes no prices of the user’s own, and no model without a price', async () => {
    await using gateway = await startGateway({ models: ['cheap-1'] });
    await using here = await jetway();
    here.install('codex');
    await here.run(['login', '--profile', 'own', ...to(gateway.url), '--key-stdin', '--no-check'], {
      stdin: 'sk-test',
    });
    const saved = JSON.parse(here.home.read('.config/jetway/config.json')) as {
      profiles: Record<string, Record<string, unknown>>;
    };
    Object.assign(saved.profiles['own'] ?? {}, { prices: { '*': { input: 0, output: 0 } } });
    here.home.write('.config/jetway/config.json', JSON.stringify(saved));
    const argv = ['--profile', 'own', '-m', 'cheap-1', '--no-check', 'codex'];
    expect(await here.run(['--budget', '5usd', ...argv])).toMatchObject({ code: 0 });
    const ruled = await under({ budget: { session: '5usd' } }, here, argv);
    expect(ruled).toMatchObject({ code: 6, starts: [] });
    expect(ruled.stderr).toContain(policyFile);
  });
});

describe('a rule that only a relay can keep', () => {
  it.each([
    ['a budget', { budget: { day: '2mtok' } }, ['--relay', 'never'], 'the budget of the policy'],
    ['models', { models: ['demo/*'] }, ['--relay', 'never'], 'the list of models of the policy'],
    ['the flag itself', { forbiddenFlags: ['--relay never'] }, ['--relay', 'never'], 'does not admit --relay never'],
  ])('refuses a launch without: %s', async (_what, rules, flags, said) => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    const argv = [...to(gateway.url), '-m', 'demo/gpt-5.5', ...flags];
    const outcome = await under(rules, here, [...argv, 'codex']);
    expect(outcome).toMatchObject({ code: 3, starts: [] });
    expect(outcome.stderr.replaceAll(/\s+/g, ' ')).toContain(said);
    const variable = await under(rules, here, [...to(gateway.url), '-m', 'demo/gpt-5.5', 'codex'], {
      env: { JETWAY_RELAY: 'never' },
    });
    expect(variable).toMatchObject({ code: 3, starts: [] });
    expect(await under(rules, here, [...to(gateway.url), '-m', 'demo/gpt-5.5', 'codex'])).toMatchObject({ code: 0 });
  });

  it('is not walked around by a profile that says never', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    await here.run(['login', '--profile', 'own', ...to(gateway.url), '--key-stdin', '--no-check'], {
      stdin: 'sk-test',
    });
    await here.run(['profile', 'set', 'relay', 'never']);
    for (const rules of [{ forbiddenFlags: ['--relay never'] }, { budget: { day: '2mtok' } }, { models: ['demo/*'] }]) {
      const argv = ['-m', 'demo/gpt-5.5', '--no-check', 'codex'];
      expect(await under(rules, here, argv)).toMatchObject({ code: 3, starts: [] });
      expect(await under(rules, here, ['--relay', 'auto', ...argv])).toMatchObject({ code: 0 });
    }
  });
});

describe('a list of models', () => {
  it('holds in the relay, where an agent asks for another', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.program('app', asking('/chat/completions', ['demo/gpt-5.5', 'demo/claude-sonnet-4-6', 'DEMO/GPT-5.5']));
    await under({ models: ['demo/gpt-*'] }, here, ['relay', ...to(gateway.url), '--', 'app']);
    const answers = JSON.parse(here.home.read('answers.json')) as readonly { status: number; text: string }[];
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 200]);
    expect(answers[1]?.text).toContain(
      `The policy in ${inJson(policyFile)} does not admit the model demo/claude-sonnet-4-6`,
    );
    expect(gateway.to('/chat/completions')).toHaveLength(2);
  });

  it.each([
    [
      'two models in one request',
      '/chat/completions',
      '{"model":"demo/gpt-5.5","messages":[],"model":"demo/other"}',
      403,
    ],
    [
      'the second one escaped',
      '/chat/completions',
      String.raw`{"model":"demo/gpt-5.5","mode\u006c":"demo/other"}`,
      403,
    ],
    [
      'another to fall back on',
      '/chat/completions',
      '{"model":"demo/gpt-5.5","messages":[],"models":["demo/other"]}',
      403,
    ],
    [
      'another to fall back on as Anthropic and LiteLLM have it',
      '/chat/completions',
      String.raw`{"model":"demo/gpt-5.5","messages":[],"fallback\u0073":[{"model":"demo/other"}]}`,
      403,
    ],
    [
      'another to fall back on as Vercel has it',
      '/chat/completions',
      '{"model":"demo/gpt-5.5","messages":[],"providerOptions":{"gateway":{"models":["demo/other"]}}}',
      403,
    ],
    ['embeddings', '/embeddings', '{"model":"demo/gpt-5.5","input":"x"}', 403],
    ['a batch', '/batches', '{"requests":[{"model":"demo/other"}]}', 403],
  ])('lets no %s pass', async (_what, path, body, status) => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.program('app', asking(path, [], body));
    await under({ models: ['demo/gpt-*'] }, here, ['relay', ...to(gateway.url), '--', 'app']);
    const answers = JSON.parse(here.home.read('answers.json')) as readonly { status: number; text: string }[];
    expect(answers.map((one) => one.status)).toEqual([status]);
    expect(answers[0]?.text).toContain(inJson(policyFile));
    expect(gateway.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });
});

it('lets a request pass whose model to fall back on is admitted, too', async () => {
  await using gateway = await startGateway();
  await using here = await jetway();
  const body = '{"model":"demo/gpt-5.5","messages":[],"fallbacks":["demo/gpt-5.5-mini"]}';
  here.program('app', asking('/chat/completions', [], body));
  await under({ models: ['demo/gpt-*'] }, here, ['relay', ...to(gateway.url), '--', 'app']);
  expect(gateway.to('/chat/completions')).toHaveLength(1);
});

describe('a list of agents', () => {
  const doors = [
    ['relay', '--', 'codex'],
    ['exec', 'generic', '--', 'codex'],
    ['exec', 'claude', '--', 'codex'],
  ];
  it.each(doors)('holds for a program of that name: %s %s %s %s', async (command, ...rest) => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    const argv = [command, ...to(gateway.url), '-m', 'demo/gpt-5.5', ...rest];
    const { code, stderr, starts } = await under({ agents: ['claude'] }, here, argv);
    expect({ code, starts }).toEqual({ code: 3, starts: [] });
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`The policy in ${policyFile} does not admit codex.`);
    expect(await under({ agents: ['codex', 'claude'] }, here, argv)).toMatchObject({ code: 0 });
  });

  it('has no real request sent by the doctor for another', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    const argv = ['doctor', ...to(gateway.url), '-m', 'demo/gpt-5.5', 'codex', '--only', 'deep', '--yes'];
    const { stdout } = await under({ agents: ['claude'] }, here, argv);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`the policy in ${policyFile} does not admit codex`);
    expect(gateway.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });
});

describe('required attribution', () => {
  const untold = (url: string): readonly string[] => [
    ...['--gateway', 'compatible', '--base-url', url, '--set', 'protocols=openai-responses,openai-chat'],
    ...['-m', 'demo/gpt-5.5'],
  ];
  it.each([
    ['a launch', (url: string) => [...untold(url), 'codex']],
    ['a dry run', (url: string) => ['--dry-run', ...untold(url), 'codex']],
    ['relay', (url: string) => ['relay', ...untold(url), '--', 'codex']],
    ['ask', (url: string) => ['ask', ...untold(url), 'hi']],
    ['env', (url: string) => ['env', ...untold(url), 'codex', '--shell', 'bash']],
  ])('refuses a gateway that can be told nothing: %s', async (_door, argv) => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    const { code, stderr, starts } = await under({ attribution: 'required' }, here, argv(gateway.url));
    expect({ code, starts }).toEqual({ code: 3, starts: [] });
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('Compatible server has no header for sessions.');
    expect(gateway.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('fails in the doctor there, and has its real requests told of where they can be', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    const rules = { attribution: { tags: ['team'] } };
    const failed = await under(rules, here, ['doctor', ...untold(gateway.url), '--only', 'policy']);
    expect(failed.code).toBe(8);
    expect(failed.stdout.replaceAll(/\s+/g, ' ')).toContain(`${policyFile}: attribution required, team`);
    const deep = ['doctor', ...attributed(gateway.url), '-m', 'demo/gpt-5.5', 'codex', '--only', 'deep', '--yes'];
    expect(await under(rules, here, deep)).toMatchObject({ code: 8 });
    expect(gateway.requests.filter(({ method }) => method === 'POST')).toEqual([]);
    expect(await under(rules, here, [...deep, '--tag', 'team=core'])).toMatchObject({ code: 0 });
    const sent = gateway.requests.filter(({ method }) => method === 'POST');
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.every(({ headers }) => headers['x-litellm-tags'] === 'team:core')).toBe(true);
  });

  it('refuses a profile to fall back on that can be told nothing', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    await here.run(['profile', 'create', 'mute', ...untold(gateway.url).slice(0, 6)]);
    await here.run(['profile', 'create', 'told', ...attributed(gateway.url)]);
    await here.run(['profile', 'set', 'fallback', 'profile:mute', '--profile', 'told']);
    here.program('app', asking('/chat/completions', ['demo/gpt-5.5']));
    const argv = ['--profile', 'told', 'relay', '-m', 'demo/gpt-5.5', '--', 'app'];
    expect(await under({ attribution: 'required' }, here, argv)).toMatchObject({ code: 3, starts: [] });
    expect(await under({}, here, argv)).toMatchObject({ code: 0 });
  });
});

describe('a key command that is forbidden', () => {
  const rules = { forbiddenFlags: ['--key-command'] };
  it('is not saved by a login, and not run where it was saved before', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    here.program('secret', 'console.log("sk-command")');
    const env = { JETWAY_API_KEY: '' };
    const login = ['login', '--profile', 'own', ...attributed(gateway.url), '--key-command', 'secret', '--no-check'];
    expect(await under(rules, here, login, { env })).toMatchObject({ code: 3 });
    expect(here.config()).toBeUndefined();
    expect(await under({}, here, login, { env })).toMatchObject({ code: 0 });
    const account = gateway.url;
    for (const argv of [
      ['-m', 'demo/gpt-5.5', 'codex'],
      ['token', account],
      ['list-models'],
      ['budget'],
      ['ask', 'hello', '-m', 'demo/gpt-5.5'],
      ['profile', 'set', 'key-command', '/bin/secret'],
    ]) {
      const outcome = await under(rules, here, argv, { env });
      expect.soft(outcome, argv.join(' ')).toMatchObject({ code: 3, stdout: '', starts: [] });
    }
    const { code, stdout } = await under(rules, here, ['doctor'], { env });
    expect({ code, told: stdout.match(/does not admit/g) }).toEqual({ code: 8, told: ['does not admit'] });
    expect(await under(rules, here, ['profile', 'set', 'key-command', '--unset'], { env })).toMatchObject({ code: 0 });
    expect(await under({}, here, ['profile', 'set', 'key-command', 'secret'], { env })).toMatchObject({ code: 0 });
    expect(await under({}, here, ['list-models'], { env })).toMatchObject({ code: 0 });
  });
});

describe('what goes to the gateway without Jetway', () => {
  const doors = {
    configure: ['configure', 'codex', '--yes'],
    'env of an agent': ['env', 'codex', '--shell', 'bash'],
    'exec of an agent': ['exec', 'codex', '--', 'codex'],
    'env of a protocol': ['env', 'openai-chat', '--shell', 'bash'],
    'exec of any program': ['exec', 'generic', '--', 'codex'],
    token: ['token'],
  } as const;
  const refused = {
    budget: { rules: { budget: { day: '2mtok' } }, doors: Object.keys(doors) },
    attribution: {
      rules: { attribution: 'required' },
      doors: ['configure', 'env of a protocol', 'exec of any program'],
    },
    models: { rules: { models: ['demo/*'] }, doors: ['env of a protocol', 'exec of any program'] },
    gateways: { rules: { gateways: ['https://other.example'] }, doors: Object.keys(doors) },
    agents: {
      rules: { agents: ['claude'] },
      doors: ['configure', 'env of an agent', 'exec of an agent', 'exec of any program'],
    },
  };
  it.each(Object.entries(refused))('is refused where it would pass by a rule: %s', async (_rule, wanted) => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    await here.run(['login', '--profile', 'own', ...attributed(gateway.url), '--key-stdin', '--no-check'], {
      stdin: 'sk-test',
    });
    const [account = ''] = here.keys.keys();
    const before = here.home.snapshot();
    for (const [door, argv] of Object.entries(doors)) {
      const flags = door === 'token' ? [account] : [];
      const [command = '', ...rest] = argv;
      const model = door === 'token' ? [] : ['-m', 'demo/gpt-5.5'];
      const outcome = await under(wanted.rules, here, [command, ...model, ...flags, ...rest], {
        env: { JETWAY_API_KEY: '' },
      });
      const isRefused = wanted.doors.includes(door);
      expect({ door, code: outcome.code }).toEqual({ door, code: isRefused ? 3 : 0 });
      if (!isRefused) continue;
      expect(outcome.stderr.replaceAll(/\s+/g, ' ')).toContain(policyFile);
      expect(outcome).toMatchObject({ stdout: '', starts: [] });
    }
    if (wanted.doors.includes('configure'))
      expect(here.home.snapshot().has('.codex/config.toml')).toBe(before.has('.codex/config.toml'));
  });
});

describe('a required tag', () => {
  it.each([
    ['a later one without a value', ['--tag', 'team=core', '--tag', 'team=']],
    ['blanks', ['--tag', 'team=  ']],
    ['another case', ['--tag', 'Team=core']],
  ])('is not there by %s', async (_what, flags) => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    const argv = [...attributed(gateway.url), '-m', 'demo/gpt-5.5', ...flags, 'codex'];
    const rules = { attribution: { tags: ['team'] } };
    expect(await under(rules, here, argv)).toMatchObject({ code: 3, starts: [] });
  });
});
