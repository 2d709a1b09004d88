import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { at, listAt, textAt } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';
import { startBackend, streams } from '../support/relay.ts';
import { scripted } from '../support/scripted.ts';

const key = 'real-key-4f1d7c2b9a';
const env = { JETWAY_API_KEY: key };
const all = 'anthropic-messages,openai-responses,openai-chat,gemini';
const choice = (url: string, model = 'demo/gpt-5.5'): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', url, '--set', `protocols=${all}`, '--model', model],
];
const modelOf = (speaks: string): string =>
  ({ 'anthropic-messages': 'demo/claude-sonnet-4-6', gemini: 'demo/gemini-2.5-pro' })[speaks] ?? 'demo/gpt-5.5';

describe('a launch with a relay', () => {
  it.each(agents.map((agent) => [agent.id, agent] as const))(
    'gives %s no key of the gateway, anywhere',
    async (id, agent) => {
      await using gateway = await startGateway({ demand: { authorization: `Bearer ${key}` } });
      await using here = await jetway();
      const fake = here.installNative(id);
      const argv = [...choice(gateway.url, modelOf(agent.speaks[0] ?? '')), '--relay', 'always', id];
      const { code, stderr, starts } = await here.run(argv, { env });
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const given = JSON.stringify([fake.given(), starts.map(({ pipes, ...rest }) => [rest, [...pipes]])]);
      expect(given).not.toContain(key);
      expect(given).toMatch(/jetway-[\w-]{43}/);
      expect(given).not.toContain(gateway.url);
      const text = (part: string): string =>
        [...here.home.snapshot().keys()]
          .filter((path) => path.includes(part))
          .map((path) => here.home.read(path))
          .join('\n');
      expect(text('')).not.toContain(key);
      // Nothing is left of it: no server, and no file that was made for its port.
      const [, origin = 'http://127.0.0.1:1'] = /(http:\/\/127\.0\.0\.1:\d+)/.exec(given) ?? [];
      expect(await refuses(origin)).toBe(true);
      expect(text('jetway/agents')).not.toContain('http://127.0.0.1');
    },
  );

  it('keeps a key that stands in a variable of the gateway’s own from the agent', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const agent = here.install('claude');
    const flags = [
      '--gateway',
      'litellm',
      '--base-url',
      gateway.url,
      '--model',
      'demo/claude-sonnet-4-6',
      '--no-check',
    ];
    const own = { LITELLM_API_KEY: key };
    expect((await here.run([...flags, '--relay', 'always', 'claude'], { env: own })).code).toBe(0);
    expect(JSON.stringify(agent.given())).not.toContain(key);
  });

  it('is named by the doctor, with what its token lets a program do', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('claude');
    const flags = ['doctor', 'claude', '--only', 'protocol', '--json'];
    const told = async (protocols: string): Promise<unknown> => {
      const place = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', `protocols=${protocols}`];
      const { json } = await here.run([...flags, ...place, '--model', 'demo/gpt-5.5'], { env });
      return listAt(json, 'checks').find((one) => textAt(one, 'id') === 'protocol');
    };
    const translated = await told('openai-chat');
    expect(translated).toMatchObject({ status: 'pass' });
    expect(textAt(translated, 'detail')).toContain('anthropic-messages, translated to openai-chat at ');
    expect(textAt(translated, 'detail')).toMatch(/with the token in the agent's environment.*the key itself stays/);
    expect(textAt(await told('anthropic-messages'), 'detail')).not.toMatch(/relay|token/);
  });

  it('is offered in the question for a model, unless it is forbidden', async () => {
    await using gateway = await startGateway({ models: ['some/other', 'claude-sonnet-4-5'] });
    await using here = await jetway();
    here.install('claude');
    const place = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', 'protocols=openai-chat'];
    const asked = async (more: readonly string[]): Promise<readonly unknown[] | undefined> => {
      const prompts = scripted(['Which model', 'some/other']);
      await here.run([...place, ...more, '--ask', '--no-check', 'claude'], { env, prompts });
      return prompts.asked.at(-1)?.choices;
    };
    expect(await asked([])).toEqual(['some/other', 'claude-sonnet-4-5']);
    expect(await asked(['--relay', 'never'])).toBeUndefined();
  });

  it('opens none unless it is needed, and refuses where it is forbidden and needed', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const agent = here.install('codex');
    await here.run([...choice(gateway.url), 'codex'], { env });
    expect(JSON.stringify(agent.given())).toContain(gateway.url);
    await here.run([...choice(gateway.url), '--budget', '2mtok', 'codex'], { env });
    expect(JSON.stringify(agent.given())).not.toContain(gateway.url);
    const never = await here.run([...choice(gateway.url), '--relay', 'never', '--budget', '2mtok', 'codex'], { env });
    expect(never).toMatchObject({ code: 2, stderr: expect.stringContaining('Without a relay there is no budget.') });
  });

  it.each([
    [['--relay', 'perhaps'], 2, '--relay has no "perhaps"'],
    [['--budget', '5 apples'], 2, '"5 apples" is no budget'],
    [['--budget', '5usd'], 6, 'no budget in money can be kept'],
  ] as const)('refuses %o', async (flags, code, words) => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    expect(await here.run([...choice(gateway.url), ...flags, 'codex'], { env })).toMatchObject({
      code,
      stderr: expect.stringContaining(words),
    });
  });

  it('shows in a dry run which model has which role', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('claude');
    const roles = {
      plan: 'demo/plan-model',
      subagent: 'demo/small',
      long: { from: 200_000, model: 'demo/large' },
      cheap: { over: 80, model: 'demo/small' },
    };
    const settings = { 'base-url': gateway.url, protocols: 'anthropic-messages' };
    const work = { gateway: 'compatible', settings, models: { claude: 'demo/claude-sonnet-4-6' }, roles };
    const config = { schemaVersion: 1, current: 'work', profiles: { work } };
    here.home.write('.config/jetway/config.json', JSON.stringify(config));
    const { code, json } = await here.run(['--dry-run', '--json', 'claude'], { env });
    expect(code).toBe(0);
    expect(at(json, 'roles')).toEqual(roles);
    const { stdout } = await here.run(['--dry-run', 'claude'], { env });
    expect(stdout).toMatch(/plan mode +demo\/plan-model\n/);
    expect(at(json, 'argv')).toContain('opusplan');
    expect(stdout).toMatch(/subagents +demo\/small\n/);
    expect(stdout).toMatch(/long prompts +demo\/large, from 200k tokens on\n/);
    expect(stdout).toMatch(/cheap +demo\/small, over 80 % of the budget\n/);
  });

  it('says of an agent that does not tell when it plans that the model for that is not used', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('pi');
    const settings = { 'base-url': gateway.url, protocols: 'openai-chat' };
    const work = {
      gateway: 'compatible',
      settings,
      models: { pi: 'demo/gpt-5.5' },
      roles: { plan: 'demo/plan-model' },
    };
    const config = { schemaVersion: 1, current: 'work', profiles: { work } };
    here.home.write('.config/jetway/config.json', JSON.stringify(config));
    const told =
      "Pi does not tell when it plans: demo/plan-model, the profile's model for that (roles.plan), is not used";
    const { json } = await here.run(['--dry-run', '--json', 'pi'], { env });
    expect([at(json, 'roles'), at(json, 'notes')]).toEqual([{}, [told]]);
    expect((await here.run(['pi', '-p', 'hi'], { env })).stderr).toContain(told);
  });

  it('shows it in a dry run like any target', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('claude');
    const argv = [
      ...choice(gateway.url, 'demo/claude-sonnet-4-6'),
      '--relay',
      'always',
      '--dry-run',
      '--json',
      'claude',
    ];
    const { code, json, stdout } = await here.run(argv, { env });
    expect(code).toBe(0);
    expect(at(json, 'relay')).toEqual({ baseUrl: 'http://127.0.0.1:0', protocol: 'anthropic-messages' });
    expect(at(json, 'baseUrl')).toBe(gateway.url);
    expect(at(json, 'environment', 'set', 'ANTHROPIC_BASE_URL')).toBe('http://127.0.0.1:0');
    expect(stdout).not.toContain(key);
    const shown = await here.run(
      argv.filter((word) => word !== '--json'),
      { env },
    );
    expect(shown.stdout).toMatch(/relay +http:\/\/127\.0\.0\.1:<port>/);
  });
});

function refuses(origin: string): Promise<boolean> {
  return new Promise((resolve) => {
    request(origin, () => resolve(false))
      .on('error', () => resolve(true))
      .end();
  });
}

describe('jetway relay', () => {
  const script = `
    const { OPENAI_BASE_URL: base, OPENAI_API_KEY: key } = process.env;
    const body = JSON.stringify({ model: 'demo/gpt-5.5', messages: [{ role: 'user', content: 'hello' }] });
    fetch(base + '/chat/completions', { method: 'POST', headers: { authorization: 'Bearer ' + key, 'content-type': 'application/json' }, body })
      .then(async (answer) => {
        require('fs').writeFileSync(process.argv[2], JSON.stringify({ status: answer.status, text: await answer.text(), env: process.env }));
        process.exitCode = 7;
      });`;

  it('runs any command with address and token in the usual variables, and gives its exit code', async () => {
    await using gateway = await startGateway({ demand: { authorization: `Bearer ${key}` } });
    await using here = await jetway();
    here.program('client', script);
    const flags = choice(gateway.url).slice(0, -2);
    const file = `${here.home.path}/told.json`;
    const argv = ['relay', ...flags, '--', 'client', file];
    const { code, stderr } = await here.run(argv, {
      env: { ...env, OPENAI_API_KEY: 'my-own', ANTHROPIC_AUTH_TOKEN: 'my-own' },
    });
    expect({ code, stderr }).toEqual({ code: 7, stderr: '' });
    const told = here.home.read('told.json');
    expect(JSON.parse(told)).toMatchObject({ status: 200, text: expect.stringContaining('chat.completion') });
    expect(told).not.toContain(key);
    expect(told).not.toContain('my-own');
    expect(gateway.to('/chat/completions')).toHaveLength(1);
  });

  it.each([[[]], [['--model', 'demo/gpt-5.5']]])(
    'asks for one model over each protocol that its command and the gateway speak, with %j',
    async (model) => {
      await using gateway = await startGateway();
      await using here = await jetway();
      here.program(
        'client',
        `const { ANTHROPIC_BASE_URL: base, ANTHROPIC_API_KEY: key } = process.env;
        const body = JSON.stringify({ model: 'demo/gpt-5.5', max_tokens: 9, input: 'hi', messages: [{ role: 'user', content: 'hi' }] });
        (async () => {
          for (const path of ['/v1/messages', '/v1/chat/completions', '/v1/responses'])
            process.exitCode |= (await fetch(base + path, { method: 'POST', headers: { authorization: 'Bearer ' + key }, body })).status !== 200;
        })();`,
      );
      const { code, stderr } = await here.run(
        ['relay', ...choice(gateway.url).slice(0, -2), ...model, '--', 'client'],
        { env },
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const asked = gateway.requests.filter(({ method }) => method === 'POST').map(({ path }) => path);
      expect(asked).toEqual(['/v1/messages', '/v1/chat/completions', '/v1/responses']);
    },
  );

  it('keeps what would win over its address and token in a library of Google’s from its command', async () => {
    await using here = await jetway();
    here.program(
      'client',
      "const names = Object.keys(process.env).filter((name) => name.startsWith('GOOGLE_'));" +
        "require('node:fs').writeFileSync(process.argv[2], names.sort().join());",
    );
    const own = { GOOGLE_API_KEY: 'own', GOOGLE_GENAI_USE_VERTEXAI: 'true', GOOGLE_GENAI_USE_ENTERPRISE: 'true' };
    const argv = ['relay', ...choice('http://127.0.0.1:9'), '--', 'client', `${here.home.path}/names`];
    expect(await here.run(argv, { env: { ...env, ...own, GOOGLE_CLOUD_PROJECT: 'mine' } })).toMatchObject({ code: 0 });
    expect(here.home.read('names')).toBe('GOOGLE_CLOUD_PROJECT,GOOGLE_GEMINI_BASE_URL');
  });

  it.each([
    ['openai-responses', all, [], ''],
    ['anthropic-messages', all, ['-m', 'demo/gpt-5.5'], ''],
    [
      'gemini',
      'anthropic-messages,openai-chat',
      [],
      'jetway: A model is reached by translation: client speaks gemini, Compatible server serves it over openai-chat\n',
    ],
  ] as const)('says of a command that speaks %s whether it is translated, at a gateway of %s', async (...one) => {
    const [protocol, served, model, said] = one;
    await using here = await jetway();
    here.program('client', '');
    const there = ['--gateway', 'compatible', '--base-url', 'http://127.0.0.1:9', '--set', `protocols=${served}`];
    const argv = ['relay', ...there, ...model, '--agent-protocol', protocol, '--', 'client'];
    expect(await here.run(argv, { env })).toMatchObject({ code: 0, stderr: said });
  });

  it('falls back to another profile, with that one’s address, key and model', async () => {
    await using busy = await startGateway({ misbehave: { '/chat/completions': '503' } });
    await using other = await startGateway({ demand: { authorization: 'Bearer other-key-77' } });
    await using here = await jetway();
    here.program('client', script);
    here.program('vault', "console.log('other-key-77')");
    const saved = (url: string, more: object): object => ({
      gateway: 'compatible',
      settings: { 'base-url': url, protocols: 'openai-chat' },
      models: {},
      ...more,
    });
    const profiles = {
      work: saved(busy.url, { fallback: ['profile:spare/demo/spare'] }),
      spare: saved(other.url, { keyCommand: [`${here.prefix}/bin/vault`] }),
    };
    const config = { schemaVersion: 1, current: 'work', profiles };
    here.home.write('.config/jetway/config.json', JSON.stringify(config));
    const file = `${here.home.path}/told.json`;
    const { code, stderr } = await here.run(['relay', '--', 'client', file], { env });
    expect({ code, stderr }).toMatchObject({ code: 7 });
    expect(JSON.parse(here.home.read('told.json'))).toMatchObject({ status: 200 });
    expect([busy, other].map((one) => one.to('/chat/completions').length)).toEqual([1, 1]);
    expect(at(other.to('/chat/completions')[0]?.body, 'model')).toBe('demo/spare');
    expect(stderr).toContain('answered by demo/spare');
  });

  it('falls back over the protocol that was asked, though the model has another one that is better for it', async () => {
    await using gateway = await startGateway({
      refuses: ({ body }) => (textAt(body, 'model') === 'demo/gpt-5.5' ? { message: 'busy', status: 503 } : undefined),
    });
    await using here = await jetway();
    here.program('client', script);
    const settings = { 'base-url': gateway.url, protocols: all };
    const work = { gateway: 'compatible', settings, models: {}, fallback: ['demo/claude-sonnet-4-6'] };
    const config = { schemaVersion: 1, current: 'work', profiles: { work } };
    here.home.write('.config/jetway/config.json', JSON.stringify(config));
    const file = `${here.home.path}/told.json`;
    const { stderr } = await here.run(['relay', '--model', 'demo/gpt-5.5', '--', 'client', file], { env });
    expect(JSON.parse(here.home.read('told.json')), stderr).toMatchObject({ status: 200 });
    expect(gateway.to('/chat/completions').map(({ body }) => textAt(body, 'model'))).toEqual([
      'demo/gpt-5.5',
      'demo/claude-sonnet-4-6',
    ]);
    expect(stderr).toContain('answered by demo/claude-sonnet-4-6');
  });

  it('tells in the end, and once, that a key could not be asked for again: the terminal is the command’s until then', async () => {
    await using gateway = await startGateway({ demand: { authorization: 'Bearer another' } });
    await using here = await jetway();
    here.program(
      'vault',
      `const fs = require('node:fs');
      if (fs.existsSync(__filename + '.ran')) process.exit(3);
      fs.writeFileSync(__filename + '.ran', '');
      console.log('first-key');`,
    );
    here.program(
      'client',
      `const { OPENAI_BASE_URL: base, OPENAI_API_KEY: key } = process.env;
      (async () => {
        for (const content of ['one', 'two']) {
          const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] });
          await fetch(base + '/chat/completions', { method: 'POST', headers: { authorization: 'Bearer ' + key }, body });
        }
      })();`,
    );
    const argv = ['relay', ...choice(gateway.url), '--key-command', `${here.prefix}/bin/vault`, '--', 'client'];
    const { stderr } = await here.run(argv, {});
    expect(gateway.to('/chat/completions')).toHaveLength(2);
    expect(stderr.match(/could not be asked for again/g)).toHaveLength(1);
  });

  it('asks cloudflared for another token before one ends, and once where one is refused; the command notices nothing', async () => {
    await using here = await jetway();
    here.program(
      'cloudflared',
      `const fs = require('node:fs');
      const runs = fs.existsSync(__filename + '.runs') ? fs.readFileSync(__filename + '.runs').length + 1 : 1;
      fs.appendFileSync(__filename + '.runs', '.');
      if (process.argv.slice(2).join(' ') !== 'access token -app=https://app') process.exit(1);
      const claims = { run: runs, exp: Math.ceil(Date.now() / 1000) + 1 };
      console.log('e30.' + Buffer.from(JSON.stringify(claims)).toString('base64url') + '.c2ln');`,
    );
    here.program(
      'client',
      `const { OPENAI_BASE_URL: base, OPENAI_API_KEY: key } = process.env;
      (async () => {
        for (const content of ['a long answer', 'next', 'at once']) {
          const body = JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content }] });
          const answer = await fetch(base + '/chat/completions', { method: 'POST', headers: { authorization: 'Bearer ' + key }, body });
          const text = await answer.text();
          process.exitCode |= answer.status !== 200 || !text.endsWith('[DONE]\\n\\n');
        }
      })();`,
    );
    const runOf = (token: unknown): unknown =>
      at(JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString('utf8')), 'run');
    let refusals = 0;
    await using server = await startBackend((incoming, outgoing) => {
      const asked = server.requests.at(-1)?.body.toString('utf8') ?? '';
      if (asked.includes('at once') && refusals === 0) {
        refusals += 1;
        outgoing.writeHead(401, { 'content-type': 'application/json' }).end('{"error":{"message":"revoked"}}');
        return;
      }
      expect(incoming.headers.authorization).toBeUndefined();
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      const [first = '', ...rest] = streams['openai-chat'].split(/(?<=\n\n)/);
      outgoing.write(first);
      // Longer than the token holds.
      setTimeout(() => outgoing.end(rest.join('')), asked.includes('long') ? 2200 : 0);
    });
    const there = ['--gateway', 'compatible', '--base-url', server.origin, '--set', 'protocols=openai-chat'];
    const access = [
      '--set',
      'credential-header=cf-access-token',
      '--key-command',
      'cloudflared access token -app=https://app',
    ];
    const { code, stderr } = await here.run(['relay', '-m', 'm', ...there, ...access, '--', 'client']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [long = 0, next = 0, refused = 0, again = 0, ...more] = server.requests.map(({ headers }) =>
      Number(runOf(headers['cf-access-token'])),
    );
    // On a slow machine the refused one may be a newer one already.
    expect([next > long, refused >= next, again > refused, more]).toEqual([true, true, true, []]);
  });

  const page = { 'content-type': 'text/html' };
  const login = (host: string): object => ({ location: `${host}/cdn-cgi/access/login/gateway.example?kid=a&meta=b` });
  it.each([
    ['a redirect to its login', 302, login('https://team.cloudflareaccess.com'), false],
    ['a redirect to its login at the same address', 302, login(''), false],
    ['403 and its page', 403, page, false],
    ['403 and its page for a request that is translated', 403, page, true],
  ] as const)(
    'asks for another token where Access refuses a session by %s',
    async (_how, status, headers, translates) => {
      await using here = await jetway();
      const [log, told] = [`${here.home.path}/runs`, `${here.home.path}/told`];
      here.program(
        'token',
        `require('node:fs').appendFileSync(${JSON.stringify(log)}, '.');
      console.log('token-' + require('node:fs').statSync(${JSON.stringify(log)}).size);`,
      );
      here.program(
        'client',
        `const { ANTHROPIC_BASE_URL, OPENAI_BASE_URL, OPENAI_API_KEY: key } = process.env;
      const [,, translates] = process.argv;
      (async () => {
        const body = JSON.stringify({ model: 'm', max_tokens: 9, stream: true, messages: [{ role: 'user', content: 'hi' }] });
        const url = translates === 'true' ? ANTHROPIC_BASE_URL + '/v1/messages' : OPENAI_BASE_URL + '/chat/completions';
        for (let turn = 0; turn < 2; turn += 1) {
          const answer = await fetch(url, { method: 'POST', headers: { authorization: 'Bearer ' + key, 'content-type': 'application/json' }, body });
          require('node:fs').appendFileSync(process.argv[3], answer.status + ' ' + (await answer.text()) + '\\n');
        }
      })();`,
      );
      let taken = 'token-2';
      await using server = await startBackend((incoming, outgoing) => {
        if (incoming.headers['cf-access-token'] !== taken)
          return void outgoing.writeHead(status, { ...headers }).end('<html>');
        taken = 'none';
        outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).end(streams['openai-chat']);
      });
      const there = ['--gateway', 'compatible', '--base-url', server.origin, '--set', 'protocols=openai-chat'];
      const access = ['--set', 'credential-header=cf-access-token', '--key-command', `token`];
      const { stderr } = await here.run([
        'relay',
        '-m',
        'm',
        ...there,
        ...access,
        '--',
        'client',
        String(translates),
        told,
      ]);
      // Asked once for each request, and what is refused again is told with what mends it.
      expect(server.requests.map(({ headers: sent }) => sent['cf-access-token'])).toEqual([
        ...['token-1', 'token-2'],
        ...['token-2', 'token-3'],
      ]);
      expect(here.home.read(log)).toBe('...');
      expect(here.home.read(told)).toMatch(
        /^200 [^]*\n401 .*Cloudflare Access refused .* Sign in again: cloudflared access login http/,
      );
      expect(stderr).toBe('');
    },
  );

  it.each([
    ['a redirect to its login', 302, login('https://team.cloudflareaccess.com')],
    ['403 and its page', 403, page],
  ] as const)(
    'says what signs in, as a launch, the doctor and a question do, where Access refuses a session by %s',
    async (_how, status, headers) => {
      await using here = await jetway();
      here.install('claude');
      here.program('token', `console.log('token-1234');`);
      await using server = await startBackend((_incoming, outgoing) => {
        outgoing.writeHead(status, { ...headers }).end('<html>');
      });
      const flags = [
        ...['--gateway', 'compatible', '--base-url', server.origin, '--set', 'protocols=anthropic-messages', '-m', 'm'],
        ...['--set', 'credential-header=cf-access-token', '--key-command', 'token'],
      ];
      const launched = await here.run([...flags, 'claude']);
      expect(launched.code).toBe(4);
      expect(launched.stderr).toMatch(/Cloudflare Access refused [^]*cloudflared access login http:/);
      const checked = await here.run(['doctor', 'claude', ...flags, '--only', 'credential,gateway', '--json']);
      expect(checked.code).toBe(8);
      expect(JSON.stringify(checked.json)).toMatch(/Cloudflare Access refused [^]*cloudflared access login http:/);
      const asked = await here.run(['ask', ...flags, 'hello']);
      expect(asked.code).toBe(4);
      expect(asked.stderr).toMatch(/Cloudflare Access refused [^]*cloudflared access login http:/);
      expect(launched.stderr + checked.stdout + asked.stderr).not.toContain('token-1234');
    },
  );

  it('keeps the rules, whatever model the command names', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.program('client', script);
    const file = `${here.home.path}/told.json`;
    const flags = [...choice(gateway.url).slice(0, -2), '--allow-models', 'demo/small'];
    await here.run(['relay', ...flags, '--', 'client', file], { env });
    expect(JSON.parse(here.home.read('told.json'))).toMatchObject({
      status: 403,
      text: expect.stringContaining('--allow-models'),
    });
    expect(gateway.to('/chat/completions')).toHaveLength(0);
  });

  it.each([
    [['relay'], 2, 'No command is given.'],
    [['relay', '--agent-protocol', 'x', '--', 'client'], 2, 'There is no protocol "x".'],
    [['relay', '--', 'nowhere'], 7, 'There is no nowhere on PATH.'],
    [
      ['relay', '--set', 'protocols=gemini', '--agent-protocol', 'openai-chat', '--', 'client'],
      6,
      'serves nothing that client could reach',
    ],
  ] as const)('refuses %o', async (argv, code, words) => {
    await using here = await jetway();
    here.program('client', '');
    const flags = { JETWAY_GATEWAY: 'compatible', JETWAY_BASE_URL: 'http://127.0.0.1:9' };
    expect(await here.run(argv, { env: { ...env, ...flags } })).toMatchObject({
      code,
      stderr: expect.stringContaining(words),
    });
  });
});

it.each([
  [{ budget: 5 }, 'budget'],
  [{ relay: 'sometimes' }, 'relay'],
  [{ allowModels: 'claude-*' }, 'allowModels'],
])('refuses a profile whose rule is not understood, instead of going without: %o', async (rule, name) => {
  await using here = await jetway();
  const agent = here.install('claude');
  const saved = { gateway: 'litellm', settings: {}, models: { claude: 'm' }, ...rule };
  const config = { schemaVersion: 1, current: 'work', profiles: { work: saved }, credentials: {} };
  here.home.write('.config/jetway/config.json', JSON.stringify(config));
  const { code, stderr } = await here.run(['--no-check', 'claude'], { env });
  expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining(name) });
  expect(agent.given()).toBeUndefined();
});
