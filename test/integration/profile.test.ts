import { describe, expect, it } from 'vitest';
import { exitCodes, type FailureCode } from '../../src/failure.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';

const account = '0123456789abcdef0123456789abcdef';
const mount = `/v1/${account}/my-gw`;
const key = 'cf-token-9f8e7d6c';
const cloud = (url: string): readonly string[] => ['--gateway', 'cloudflare', '--base-url', url];
const server = (url: string, protocols = 'openai-chat'): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', url, '--set', `protocols=${protocols}`],
];

/** A profile `work` with a stored key. */
async function loggedIn(here: Jetway, gateway: Gateway, flags: readonly string[] = []): Promise<void> {
  const argv = ['login', '--profile', 'work', ...cloud(gateway.url), '--key-stdin', ...flags];
  expect((await here.run(argv, { stdin: `${key}\n` })).code).toBe(0);
}

describe('profile', () => {
  const two = async (here: Jetway, gateway: Gateway): Promise<void> => {
    await loggedIn(here, gateway);
    await here.run(['login', '--profile', 'home', ...server(gateway.url), '--key-stdin'], { stdin: key });
  };

  it('list marks the one in use', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    await two(here, gateway);
    const { stdout } = await here.run(['profile', 'list']);
    const starts = stdout.split('\n').map((line) => line.replaceAll(/ +/g, ' ').slice(0, 6));
    expect(starts).toEqual([' work ', ' no mo', '* home', ' no mo', '']);
    expect((await here.run(['profile', 'list', '--json'])).json).toMatchObject({
      schemaVersion: 1,
      profiles: [
        { name: 'work', current: false, gateway: 'cloudflare' },
        { name: 'home', current: true, gateway: 'compatible' },
      ],
    });
  });

  it('list of none says how to make one', async () => {
    await using here = await jetway();
    const { code, stdout, stderr } = await here.run(['profile', 'list']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('jetway login');
  });

  it('show tells what is saved', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    await two(here, gateway);
    expect((await here.run(['profile', 'show'])).stdout).toContain('Compatible server');
    expect((await here.run(['profile', 'show', 'work', '--json'])).json).toMatchObject({
      schemaVersion: 1,
      name: 'work',
      gateway: 'cloudflare',
      settings: { 'base-url': gateway.url },
    });
  });

  it('use, rename and remove change the file and no key', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    await two(here, gateway);
    const keys = here.keys.size;
    expect(await here.run(['profile', 'use', 'work'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'The profile in use is now work.\n',
    });
    expect(here.config()).toMatchObject({ current: 'work' });
    const renamed = await here.run(['profile', 'rename', 'work', 'office']);
    expect(renamed).toMatchObject({ code: 0, stderr: 'Profile work is called office now.\n' });
    expect(here.config()).toMatchObject({ current: 'office', profiles: { office: { gateway: 'cloudflare' } } });
    const removed = await here.run(['profile', 'remove', 'office']);
    expect(removed).toMatchObject({ code: 0 });
    expect(removed.stderr).toContain('Profile office is removed; its keys stay');
    const where = await here.run(['config', 'path']);
    expect(where.stdout).toMatch(/config\.json\n$/);
    expect((await here.run(['config', 'path', '--json'])).json).toEqual({
      schemaVersion: 1,
      path: where.stdout.trim(),
    });
    expect(Object.keys((here.config() as { readonly profiles: object }).profiles)).toEqual(['home']);
    expect(here.config()).toHaveProperty('current', 'home');
    expect(here.keys.size).toBe(keys);
  });

  it('prefer sets, replaces and clears what is listed first, in that profile alone', async () => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    await two(here, gateway);
    expect((await here.run(['profile', 'prefer', 'b/two', 'a-one', 'b/two'])).code).toBe(0);
    expect((await here.run(['profile', 'show'])).stdout).toMatch(/preferred models +b\/two, a-one\n/);
    expect((await here.run(['profile', 'prefer', 'c', '--profile', 'work'])).code).toBe(0);
    expect(here.config()).toMatchObject({
      current: 'home',
      profiles: { home: { preferredModels: ['b/two', 'a-one'] }, work: { preferredModels: ['c'] } },
    });
    expect((await here.run(['profile', 'prefer', 'd'], { env: { JETWAY_PROFILE: 'work' } })).code).toBe(0);
    expect((await here.run(['profile', 'show', 'work', '--json'])).json).toMatchObject({ preferredModels: ['d'] });
    expect((await here.run(['profile', 'prefer', '--none'])).code).toBe(0);
    expect((await here.run(['profile', 'show', '--json'])).json).not.toHaveProperty('preferredModels');
    expect(here.config()).toMatchObject({ profiles: { work: { preferredModels: ['d'] } } });
  });

  it('prefer wants a profile that is saved', async () => {
    await using here = await jetway();
    const { code, stderr } = await here.run(['profile', 'prefer', 'a']);
    expect(code).toBe(exitCodes.configuration);
    expect(stderr).toContain('jetway login');
  });

  it.each<readonly [FailureCode, readonly string[]]>([
    ['configuration', ['show', 'nobody']],
    ['configuration', ['show', '__proto__']],
    ['configuration', ['use', 'nobody']],
    ['configuration', ['use', 'toString']],
    ['configuration', ['remove', 'nobody']],
    ['configuration', ['rename', 'nobody', 'x']],
    ['configuration', ['prefer', 'a', '--profile', 'nobody']],
    ['usage', ['prefer']],
    ['usage', ['prefer', 'a', '--none']],
    ['usage', ['prefer', ' a']],
    ['usage', ['prefer', 'a\u202eb']],
    ['usage', ['prefer', '']],
    ['usage', ['rename', 'work', 'home']],
    ['usage', ['rename', 'work', '-x y']],
    ['usage', ['rename', 'work', '__proto__']],
  ])('refuses with %s: %s', async (code, words) => {
    await using gateway = await startGateway({ mount });
    await using here = await jetway();
    await two(here, gateway);
    const before = here.config();
    const argv = words.includes('-x y') ? ['profile', 'rename', '--', 'work', '-x y'] : ['profile', ...words];
    expect((await here.run(argv)).code).toBe(exitCodes[code]);
    expect(here.config()).toEqual(before);
  });
});

describe('a configuration with faults', () => {
  const bifrost = { gateway: 'bifrost', settings: {}, models: {} };
  const saved = (profiles: object, current = 'work'): string =>
    JSON.stringify({ schemaVersion: 1, current, profiles, credentials: {} });

  it.each([
    ['junk in preferredModels', { work: { ...bifrost, preferredModels: 'gpt-5' }, other: bifrost }, 'preferredModels'],
    ['an unknown gateway', { work: { ...bifrost, gateway: 'no-such' }, other: bifrost }, undefined],
    [
      'a setting that can not be right',
      { work: { ...bifrost, settings: { 'base-url': '???' } }, other: bifrost },
      undefined,
    ],
    ['a profile that is none', { work: 7, other: bifrost }, 'profiles.work is no object'],
    ['a name of control characters', { 'x\u001b[31m': bifrost, work: bifrost, other: bifrost }, 'is no name'],
    ['control characters', { work: { ...bifrost, gateway: 'x\u001b[31m' }, other: bifrost }, undefined],
  ])('lists and shows the rest: %s', async (_name, profiles, fault) => {
    await using here = await jetway();
    here.home.write('.config/jetway/config.json', saved(profiles));
    const list = await here.run(['profile', 'list']);
    expect(list.code).toBe(0);
    expect(list.stdout).toContain('other');
    expect(list.stdout + list.stderr).not.toContain('\u001b');
    if (fault !== undefined) expect(list.stderr).toContain(fault);
    expect((await here.run(['profile', 'show', 'other'])).code).toBe(0);
    expect((await here.run(['profile', 'use', 'other'])).code).toBe(0);
    for (const argv of [['profile', 'list', '--json'], ['profile', 'show', 'work'], ['auth'], ['doctor', 'codex']]) {
      const { stderr, stdout } = await here.run(argv);
      expect.soft(stderr).not.toContain('a bug of');
      expect.soft(stdout + stderr).not.toContain('\u001b');
    }
  });

  it('refuses the profile that can not be used, with the place', async () => {
    await using here = await jetway();
    here.home.write('.config/jetway/config.json', saved({ work: { ...bifrost, settings: 7 }, other: bifrost }));
    for (const argv of [['list-models'], ['profile', 'show'], ['codex', '--model', 'x'], ['profile', 'use', 'work']]) {
      const { code, stderr } = await here.run(argv);
      expect.soft(code).toBe(3);
      expect.soft(stderr).toContain('profiles.work.settings is no object of texts');
    }
    expect((await here.run(['doctor', '--profile', 'other', '--only', 'files', '--json'])).stdout).toContain(
      'profiles.work.settings',
    );
  });

  it.each([
    ['settings of another kind', 'work', { ...bifrost, settings: 7 }],
    ['another kind of thing', 'work', 7],
    ['no name', 'x\u001b[31m', bifrost],
  ])('lets a profile be removed that can not be used, and keeps the others: %s', async (_name, name, profile) => {
    await using here = await jetway();
    const profiles = { [name]: profile, torn: 8, other: bifrost };
    here.home.write('.config/jetway/config.json', saved(profiles, name));
    const { code, stderr } = await here.run(['profile', 'remove', name]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('now other');
    expect(here.config()).toMatchObject({ current: 'other' });
    expect(JSON.parse(here.home.read('.config/jetway/config.json') ?? '')).toHaveProperty('profiles', {
      torn: 8,
      other: bifrost,
    });
    expect((await here.run(['profile', 'remove', name])).code).toBe(3);
  });

  it('leaves no profile alone: the next takes the place of the one that is removed', async () => {
    await using here = await jetway();
    here.home.write('.config/jetway/config.json', saved({ work: bifrost, other: bifrost }));
    const { code, stderr } = await here.run(['profile', 'remove', 'work']);
    expect(code).toBe(0);
    expect(stderr).toContain('now other');
    expect(here.config()).toMatchObject({ current: 'other' });
    expect((await here.run(['profile', 'show'])).code).toBe(0);
    here.home.write('.config/jetway/config.json', saved({ a: bifrost, b: bifrost }).replace('"current":"work",', ''));
    expect((await here.run(['profile', 'show'])).stderr).toContain('profile use a | b');
  });
});
