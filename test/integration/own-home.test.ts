import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join, normalize, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/json-path.ts';
import { createFiles } from '../../src/system/files.ts';
import { temporaryHome } from '../support/home.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import { expectMode } from '../support/modes.ts';
import { noFolderLinks, noPosix } from '../support/posix.ts';

// Gemini CLI gets a home of Jetway's: files made anew for each launch, and links to the user's.
const env = { JETWAY_API_KEY: 'sk-own-home-4471', TERM_PROGRAM: 'none' };
const argv = [
  ...['--gateway', 'compatible', '--base-url', 'http://127.0.0.1:9', '--set', 'protocols=gemini'],
  ...['--model', 'some-model', '--no-check', 'gemini'],
];
const own = '.cache/jetway/agents/gemini-gateway/.gemini';
const inside = (here: Jetway, name: string): string => join(here.home.at(own), name);

describe('a home of its own', () => {
  it("has the user's settings in it, made anew for each launch, and nobody else may look", async () => {
    await using here = await jetway();
    const agent = here.install('gemini');
    const mine = here.home.write('.gemini/settings.json', '{ "ui": { "theme": "Mine" } } // so\n');
    expect((await here.run(argv, { env })).code).toBe(0);
    expect(normalize(agent.given()?.env['GEMINI_CLI_HOME'] ?? '')).toBe(join(here.home.at(own), '..'));
    expect(agent.given()?.env['GEMINI_CLI_CUSTOM_HEADERS']).toContain(env.JETWAY_API_KEY);
    const first = here.home.read(`${own}/settings.json`);
    expect(parseJson(first)).toMatchObject({ ui: { theme: 'Mine' }, security: { auth: { selectedType: 'gateway' } } });
    expectMode(inside(here, 'settings.json'), 0o600);
    expectMode(inside(here, '.'), 0o700);

    here.home.write(`${own}/settings.json`, '{"security":{"auth":{"selectedType":"oauth-personal"}}}');
    await here.run(argv, { env });
    expect(here.home.read(`${own}/settings.json`)).toBe(first);
    expect(here.home.read(mine)).toBe('{ "ui": { "theme": "Mine" } } // so\n');
    expect(here.home.filesContaining(env.JETWAY_API_KEY).filter((name) => !name.startsWith('usr/'))).toEqual([]);
  });

  it.skipIf(noFolderLinks)("leads to what the user has, and to nothing that isn't there", async () => {
    await using here = await jetway();
    here.install('gemini');
    here.home.write('.gemini/GEMINI.md', 'mine');
    here.home.write('.gemini/commands/a.toml', 'prompt = "a"');
    here.home.write('.gemini/oauth_creds.json', '{}');
    await here.run(argv, { env });
    expect(here.home.read(`${own}/GEMINI.md`)).toBe('mine');
    expect(resolve(readlinkSync(inside(here, 'commands')))).toBe(join(here.home.path, '.gemini/commands'));
    const names = readdirSync(inside(here, '.')).filter((name) => !name.endsWith('.jetway'));
    expect(names.toSorted()).toEqual(['GEMINI.md', 'commands', 'settings.json']);
  });

  it('is not made where a dry run only tells of it', async () => {
    await using here = await jetway();
    here.install('gemini');
    const { json } = await here.run(['--dry-run', '--json', ...argv], { env });
    expect(json).toMatchObject({ files: [{ change: expect.stringContaining('selectedType') }] });
    expect(existsSync(inside(here, '.'))).toBe(false);
  });

  it('leaves out variables that reach the agent empty, and says so', async () => {
    await using here = await jetway();
    const agent = here.install('gemini');
    const { stderr } = await here.run(argv, { env: { ...env, GOOGLE_API_KEY: 'AIza-1', GEMINI_MODEL: 'other' } });
    expect(stderr).toContain('left out for this session: GOOGLE_API_KEY (');
    expect(agent.given()?.env).toMatchObject({ GOOGLE_API_KEY: '', GEMINI_MODEL: 'some-model' });
  });

  it("is refused where the administrator's settings say how to log in", async () => {
    await using here = await jetway();
    const agent = here.install('gemini');
    const path = here.home.write('policy.json', '{"security":{"auth":{"enforcedType":"oauth-personal"}}}');
    const { code, stderr } = await here.run(argv, { env: { ...env, GEMINI_CLI_SYSTEM_SETTINGS_PATH: path } });
    expect(code).toBe(3);
    expect(stderr).toContain(`${path} sets security.auth.enforcedType`);
    expect(agent.given()).toBeUndefined();
  });
});

describe('a link', () => {
  const files = createFiles('linux');

  it.skipIf(noPosix)('is made once, follows a new target, and goes when there is none', async () => {
    await using home = await temporaryHome();
    const [one, two] = [home.write('one', '1'), home.write('two', '2')];
    const path = join(home.path, 'new/link');
    files.link(path, one);
    files.link(path, one);
    expect(home.read(path)).toBe('1');
    files.link(path, two);
    expect(home.read(path)).toBe('2');
    rmSync(two);
    files.link(path, two);
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  it.skipIf(noFolderLinks)(
    'leads to a folder that is made for it, where it is to be, and to what the user has in its place',
    async () => {
      await using home = await temporaryHome();
      const [path, to] = [join(home.path, 'own', 'sessions'), join(home.path, '.agent', 'sessions')];
      files.link(path, to, true);
      expect([resolve(readlinkSync(path)), statSync(to).isDirectory()]).toEqual([to, true]);
      expectMode(to, 0o700);
      home.write('.agent/sessions/one', 'kept');
      files.link(path, to, true);
      expect(home.read('own/sessions/one')).toBe('kept');
    },
  );

  it('takes the place of nothing that is no link', async () => {
    await using home = await temporaryHome();
    const path = home.write('file', 'kept');
    mkdirSync(join(home.path, 'folder'));
    files.link(path, home.write('one', '1'));
    files.link(join(home.path, 'folder'), home.cwd);
    expect(home.read(path)).toBe('kept');
    expect(lstatSync(join(home.path, 'folder')).isSymbolicLink()).toBe(false);
  });

  it('that can not be made is a configuration failure with its path', async () => {
    await using home = await temporaryHome();
    const path = join(home.write('file', ''), 'below');
    expect(() => files.link(path, home.cwd)).toThrow(path);
  });

  it.skipIf(noFolderLinks)(
    'to another folder is made anew, and one that only reads otherwise is left alone',
    async () => {
      await using home = await temporaryHome();
      const path = join(home.path, 'round');
      symlinkSync(home.path, path, 'junction');
      files.link(path, home.cwd);
      expect(resolve(readlinkSync(path))).toBe(home.cwd);

      // As a junction may read.
      rmSync(path);
      symlinkSync(home.cwd + sep, path, 'junction');
      const made = lstatSync(path, { bigint: true });
      files.link(path, home.cwd);
      expect(lstatSync(path, { bigint: true })).toMatchObject({ ino: made.ino, ctimeNs: made.ctimeNs });
    },
  );

  it('is on Windows a hard link for a file, and follows one that is replaced or removed', async () => {
    await using home = await temporaryHome();
    const [path, mine] = [join(home.path, 'link'), home.write('own', 'kept')];
    const there = createFiles('win32');
    const one = home.write('one', '1');
    there.link(path, one);
    expect(lstatSync(path).isSymbolicLink()).toBe(false);
    home.write('one', '2');
    expect(home.read(path)).toBe('2');
    // As an editor saves: a new file in place of the old one.
    renameSync(home.write('new', '3'), one);
    there.link(path, one);
    expect(home.read(path)).toBe('3');
    rmSync(one);
    there.link(path, one);
    expect(readdirSync(home.path).filter((name) => name.startsWith('link'))).toEqual([]);
    there.link(mine, home.write('one', '4'));
    there.link(mine, join(home.path, 'none'));
    expect(home.read('own')).toBe('kept');
  });
});
