import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { expect, test } from 'vitest';
import { fakeAgent } from '../support/fake-agent.ts';
import { startGateway } from '../support/gateway.ts';
import { temporaryHome } from '../support/home.ts';
import { noPosix } from '../support/posix.ts';

const account = '0123456789abcdef0123456789abcdef';

test('the gateway of the tests demands headers, remembers requests and mounts like Cloudflare', async () => {
  await using gateway = await startGateway({
    mount: `/v1/${account}/my-gw`,
    demand: { 'cf-aig-authorization': 'Bearer k' },
    models: 3,
  });
  const good = { headers: { 'CF-AIG-Authorization': 'Bearer k' } };
  expect(await (await fetch(`${gateway.url}/compat/models`, good)).json()).toMatchObject({
    data: [{ id: 'test/model-1' }, { id: 'test/model-2' }, { id: 'test/model-3' }],
  });
  const refused = await fetch(`${gateway.url}/openai/responses`, { method: 'POST', body: '{"model":"m"}' });
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ internalCode: 2009, error: [{ code: 2009 }] });
  const missing = await fetch(`${gateway.origin}/v1/${account}/other/compat/models`, good);
  expect(missing.status).toBe(400);
  expect(await missing.json()).toMatchObject({ internalCode: 2001 });
  expect(gateway.requests).toHaveLength(3);
  expect(gateway.to('/responses')).toMatchObject([{ method: 'POST', body: { model: 'm' } }]);
});

test('the gateway of the tests misbehaves from the moment it is told to', async () => {
  await using gateway = await startGateway({ misbehave: { '/models': '429' } });
  const url = `${gateway.origin}/v1/models`;
  expect((await fetch(url)).status).toBe(429);
  gateway.misbehave('/models', { status: 418, headers: {}, body: 'tea' });
  expect(await (await fetch(url)).text()).toBe('tea');
  gateway.misbehave('/models', 'redirect');
  const response = await fetch(url, { redirect: 'manual' });
  expect(response.headers.get('location')).toBe(`${gateway.elsewhere.origin}/v1/models`);
  for (const how of ['reset', 'cut'] as const) {
    gateway.misbehave('/models', how);
    await expect(fetch(url).then(async (broken) => broken.text())).rejects.toThrow(/fetch failed|terminated/);
  }
  for (const how of ['slow', 'stall'] as const) {
    gateway.misbehave('/models', how);
    const late = fetch(url, { signal: AbortSignal.timeout(100) }).then(async (open) => open.text());
    await expect(late).rejects.toThrow(/timeout/);
  }
  gateway.misbehave('/models', 'huge');
  const body = (await fetch(url)).body?.getReader();
  let length = 0;
  while (length < 3_000_000) length += (await body?.read())?.value?.length ?? Number.NaN;
  await body?.cancel();
  gateway.misbehave('/models', undefined);
  expect((await fetch(url)).status).toBe(200);
  expect(gateway.elsewhere.requests).toEqual([]);
});

test('a home has a clean environment and tells which of its files hold a text', async () => {
  await using home = await temporaryHome();
  expect(
    Object.keys(home.env)
      .filter((name) => !name.startsWith('XDG_'))
      .toSorted(),
  ).toEqual(
    [
      ...['HOME', 'JETWAY_MODEL_DATA_URL', 'JETWAY_NO_UPDATE_CHECK', 'LANG', 'PATH', 'TERM'],
      // What no program there can be without, and the folders of a user's own.
      ...(noPosix ? ['APPDATA', 'ComSpec', 'LOCALAPPDATA', 'PATHEXT', 'SystemRoot', 'TEMP', 'USERPROFILE'] : []),
    ].toSorted(),
  );
  home.write('.config/a/b.json', '{"key":"sk-1"}');
  home.write('project/c.bin', '\u0000sk-1\u0000');
  home.write('d.txt', 'nothing');
  expect(home.filesContaining('sk-1').toSorted()).toEqual(['.config/a/b.json', 'project/c.bin']);
  const before = home.snapshot();
  expect(home.snapshot()).toEqual(before);
  home.write('d.txt', 'changed');
  expect(home.snapshot()).not.toEqual(before);
});

test('a fake agent writes down what it was given, descriptor 3 included', async () => {
  await using home = await temporaryHome();
  const agent = fakeAgent({ prefix: home.path, command: 'claude', package: '@scope/agent', version: '1.2.3', exit: 7 });
  const [program, ...before] = agent.words;
  const [argv, value] = [['-p', 'two words', '', `it's "$X"\n\\n`, '-n', 'ü'], 'a=b \'"\nc'] as const;
  const child = spawn(program, [...before, ...argv], {
    cwd: home.cwd,
    env: { ...home.env, SOME: value },
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const pipe = child.stdio[3];
  if (pipe === null || !('end' in pipe!)) throw new Error('There is no pipe.');
  pipe.end('the key');
  expect(await once(child, 'exit')).toEqual([7, null]);
  expect(agent.given()).toMatchObject({
    argv,
    cwd: home.cwd,
    // Jetway hands none over on Windows.
    ...(process.platform === 'win32' ? {} : { pipe: 'the key' }),
    stdinIsTerminal: false,
    env: { SOME: value },
  });
});

test.skipIf(process.platform === 'win32')(
  'a fake agent without descriptor 3 says so, and can wait for a signal of POSIX',
  async () => {
    await using home = await temporaryHome();
    const options = { prefix: home.path, command: 'codex', package: 'agent', version: '1.2.3', waits: true };
    const deaf = fakeAgent(options);
    const first = spawn(deaf.path, [], { cwd: home.cwd, env: home.env, stdio: 'ignore' });
    expect(await deaf.started()).toMatchObject({ pid: first.pid, pipe: null });
    first.kill('SIGTERM');
    expect(await once(first, 'exit')).toEqual([null, 'SIGTERM']);
    deaf.reset();
    const polite = fakeAgent({ ...options, signalled: 3 });
    const second = spawn(polite.path, [], { cwd: home.cwd, env: home.env, stdio: 'ignore' });
    await polite.started();
    second.kill('SIGTERM');
    expect(await once(second, 'exit')).toEqual([3, null]);
  },
);
