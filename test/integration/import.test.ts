import { createRequire } from 'node:module';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import { scripted } from '../support/scripted.ts';

const secret = 'sk-SECRET-9f8e7d6c';

/** CCS, as it writes its files: two profiles at one address, and one at another. */
function withCcs(here: Jetway, url: string): void {
  const env = (base: string, key: string, model: string): string =>
    JSON.stringify({ env: { ANTHROPIC_BASE_URL: base, ANTHROPIC_AUTH_TOKEN: key, ANTHROPIC_MODEL: model } });
  here.home.write('.ccs/work.settings.json', env(url, secret, 'anthropic/claude-sonnet-5'));
  here.home.write('.ccs/fast.settings.json', env(url, 'sk-SECRET-other', 'openai/gpt-5-mini'));
  here.home.write('.ccs/or.settings.json', env('https://openrouter.ai/api/v1', '$OPENROUTER_KEY', 'openai/gpt-5'));
  const row = (name: string): string => `  ${name}:\n    type: api\n    settings: ~/.ccs/${name}.settings.json\n`;
  here.home.write('.ccs/config.yaml', `version: 13\nprofiles:\n${['work', 'fast', 'or'].map(row).join('')}`);
}

interface Saved {
  readonly current?: string;
  readonly profiles: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const saved = (here: Jetway): Saved => here.config() as Saved;

describe('import', () => {
  it('lists whose configuration is here, and makes nothing', async () => {
    await using here = await jetway();
    withCcs(here, 'https://llm.example.com');
    here.home.write('.bifrost/state.json', '{ broken');
    const { code, stdout } = await here.run(['import']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ccs +CCS +~[\\/]\.ccs[\\/]config\.yaml: 3 gateways$/m);
    expect(stdout).toMatch(/^loong +loong +not here$/m);
    expect(stdout).toMatch(/^bifrost +Bifrost CLI +can’t be read\n  .*state\.json\s+can't be\s+read\s+as\s+JSON\.$/m);
    // A path stands whole, for it may be copied.
    expect(stdout.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '))).toEqual([]);
    expect(stdout).not.toContain('SECRET');
    const { json } = await here.run(['import', '--json']);
    expect(json).toMatchObject({
      launchers: expect.arrayContaining([expect.objectContaining({ id: 'ccs', profiles: 3 })]),
    });
    expect(here.config()).toBeUndefined();
  });

  it('shows what would be made, and makes nothing, where that is all that is wanted or nobody can agree', async () => {
    await using here = await jetway();
    withCcs(here, 'https://llm.example.com');
    const before = here.home.snapshot();
    const shown = await here.run(['import', 'ccs', '--dry-run']);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('https://llm.example.com');
    expect(shown.stdout).toContain('from OPENROUTER_KEY, by name');
    const refused = await here.run(['import', 'ccs']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--yes, or look first: --dry-run');
    expect(here.home.snapshot()).toEqual(before);
    expect(shown.stdout + shown.stderr + refused.stdout + refused.stderr).not.toContain('SECRET');
  });

  it('asks before it makes profiles, and again before it copies a key; neither is preselected', async () => {
    await using here = await jetway();
    withCcs(here, 'https://llm.example.com');
    const no = scripted(['Make these 3 profiles', false]);
    expect((await here.run(['import', 'ccs'], { prompts: no })).code).toBe(0);
    expect(here.config()).toBeUndefined();
    const half = scripted(['Make these 3 profiles', true], ['Copy its key to', false]);
    const { code, stderr } = await here.run(['import', 'ccs'], { prompts: half });
    expect(code, stderr).toBe(0);
    expect(half.left).toEqual([]);
    expect(here.keys.size).toBe(0);
    expect(saved(here)).toMatchObject({
      current: 'work',
      profiles: {
        work: {
          gateway: 'compatible',
          settings: { 'base-url': 'https://llm.example.com', protocols: 'anthropic-messages' },
          agent: 'claude',
          models: { claude: 'anthropic/claude-sonnet-5' },
        },
        or: { gateway: 'openrouter', keyVariable: 'OPENROUTER_KEY' },
      },
    });
    expect(stderr).toContain('jetway login --profile work');
    expect(JSON.stringify(here.config())).not.toContain('SECRET');
  });

  it('copies a key of an address once, tells of the other, and leaves the files as they are', async () => {
    await using here = await jetway();
    withCcs(here, 'https://llm.example.com');
    const before = here.home.read('.ccs/work.settings.json');
    const prompts = scripted(['Make these', true], ['Copy its key to', true]);
    const { code, stdout, stderr } = await here.run(['import', 'ccs'], { prompts });
    expect(code, stderr).toBe(0);
    expect(prompts.left).toEqual([]);
    expect([...here.keys]).toEqual([['https://llm.example.com', secret]]);
    expect(saved(here).profiles['work']).toMatchObject({ keyFrom: 'keyring' });
    expect(stdout).toMatch(/is not copied: Jetway\s+keeps one for\s+https:\/\/llm.example.com, that of work/);
    expect(here.home.read('.ccs/work.settings.json')).toBe(before);
    expect(stdout + stderr).not.toContain('SECRET');
  });

  it('copies no key by --yes, and by --with-keys does; what is here already stays', async () => {
    await using gateway = await startGateway({
      models: ['anthropic/claude-sonnet-5'],
      demand: { authorization: `Bearer ${secret}` },
    });
    await using here = await jetway();
    here.install('claude');
    withCcs(here, gateway.url);
    const first = await here.run(['import', 'ccs', 'or', 'fast', '--as', 'or=team', '--yes']);
    expect(first.code, first.stderr).toBe(0);
    expect(Object.keys(saved(here).profiles)).toEqual(['fast', 'team']);
    expect(first.stderr).toContain('jetway login --profile fast');
    expect(here.keys.size).toBe(0);

    const second = await here.run(['import', 'ccs', 'work', '--yes', '--with-keys', '--json']);
    expect(second.code, second.stderr).toBe(0);
    expect(second.json).toMatchObject({
      applied: true,
      profiles: [{ name: 'work', status: 'new', key: { kind: 'text', copied: true } }],
    });
    expect(second.stdout + second.stderr).not.toContain('SECRET');
    expect([...here.keys.values()]).toEqual([secret]);
    // It serves a launch.
    const { code, stderr, starts } = await here.run(['--profile', 'work', 'claude']);
    expect(code, stderr).toBe(0);
    expect(JSON.stringify(starts.map(({ args }) => args))).not.toContain(secret);
    expect(JSON.stringify(gateway.requests.map(({ headers }) => headers))).toContain(secret);

    await here.run(['profile', 'set', 'model.claude', 'other/model', '--profile', 'work']);
    const again = await here.run(['import', 'ccs', 'work', '--yes', '--with-keys']);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('work, which is here already and stays as it is');
    expect(again.stderr).toContain('Nothing is made');
    expect(saved(here).profiles['work']).toMatchObject({ models: { claude: 'other/model' } });
  });

  it('never overwrites a profile of another gateway, nor a stored key', async () => {
    await using here = await jetway();
    withCcs(here, 'https://llm.example.com');
    await here.run(['profile', 'create', 'work', '--gateway', 'ollama']);
    const taken = await here.run(['import', 'ccs', 'fast', '--as', 'fast=work', '--yes']);
    expect(taken.code).toBe(2);
    expect(taken.stderr).toContain('--as fast=work-2');
    const { stdout } = await here.run(['import', 'ccs', '--yes', '--with-keys']);
    expect(stdout).toContain('work-2 (there work)');
    expect(saved(here).profiles).toMatchObject({ work: { gateway: 'ollama' }, 'work-2': { gateway: 'compatible' } });
    expect([...here.keys.values()]).toEqual([secret]);
    here.home.write(
      '.ccs/work.settings.json',
      here.home.read('.ccs/work.settings.json').replace(secret, 'sk-SECRET-new'),
    );
    await here.run(['profile', 'remove', 'work-2']);
    const again = await here.run(['import', 'ccs', 'work', '--yes', '--with-keys']);
    expect(again.stdout).toMatch(/is not copied: one for\s+https:\/\/llm.example.com is stored, and stays/);
    expect([...here.keys.values()]).toEqual([secret]);
  });

  it('makes nothing where a key can not be stored', async () => {
    await using here = await jetway();
    withCcs(here, 'https://llm.example.com');
    const refuse = async (): Promise<never> => {
      const { Failure } = await import('../../src/failure.ts');
      throw new Failure('credential', 'No keyring.', 'Start one.');
    };
    const store = { kind: 'keyring' as const, place: 'Secret Service', get: refuse, set: refuse, remove: refuse };
    const parts = () => ({ credentials: () => store });
    const { code, stderr } = await here.run(['import', 'ccs', '--yes', '--with-keys'], { parts });
    expect(code).toBe(4);
    expect(stderr).toContain('No keyring.');
    expect(stderr).toContain('by the same command: --store file');
    expect(here.config()).toBeUndefined();
    expect((await here.run(['import', 'ccs', 'work', '--yes', '--with-keys', '--store', 'file'])).code).toBe(0);
    expect(here.keys.size).toBe(0);
  });

  it.each<readonly [string, readonly string[], number, string]>([
    ['a launcher that is none', ['css'], 2, 'Did you mean ccs?'],
    ['one whose configuration is not here', ['loong'], 3, '--file'],
    ['a file that is not there', ['ccs', '--file', 'nowhere.yaml'], 3, 'There is no file nowhere.yaml'],
    ['a file that is no such text', ['ccs', '--file', 'broken.yaml'], 3, "can't be read as YAML"],
    ['a name that is not in it', ['ccs', 'wrk'], 2, 'Did you mean work?'],
    ['a name that can be none', ['ccs', '--as', 'work=a b'], 2, 'can not be the name'],
    ['a list where settings belong', ['bifrost', '--file', 'list.json'], 3, 'has JSON, but no object'],
    ['a store that is none', ['ccs', '--store', 'shelf'], 2, '--store keyring'],
  ])('refuses %s', async (_what, words, code, hint) => {
    await using here = await jetway();
    withCcs(here, 'https://llm.example.com');
    here.home.write('project/broken.yaml', '- a\n- b\n');
    here.home.write('project/list.json', '[]');
    const refused = await here.run(['import', ...words, '--yes']);
    expect(refused.code).toBe(code);
    expect(refused.stderr).toContain(hint);
    expect(here.config()).toBeUndefined();
  });

  it('says that a template was never filled in, and makes the rest', async () => {
    await using here = await jetway();
    here.home.write(
      '.loong/config.toml',
      `[providers.cloudflare]
kind = "cloudflare"
base_url = "https://gateway.ai.cloudflare.com/v1/<account_id>/<gateway_name>/openai/compat"
[providers.box]
kind = "ollama"
base_url = "http://127.0.0.1:11434"
`,
    );
    const { code, stdout } = await here.run(['import', 'loong', '--yes']);
    expect(code).toBe(0);
    expect(stdout).toContain('still holds the placeholder <account_id>');
    expect(Object.keys(saved(here).profiles)).toEqual(['box']);
    // Where that is all there is, it is a failure.
    const alone = await here.run(['import', 'loong', 'cloudflare', '--yes']);
    expect(alone.code).toBe(3);
    expect(alone.stderr).toContain('nothing of that configuration can be carried over');
  });

  it('takes a key that stands where a variable is to be named for a key, and shows it nowhere', async () => {
    await using here = await jetway();
    // The second could be the name of a variable.
    const keys = ['sk-SECRET-9f8e7d6c5b4a', 'sk_SECRET_9f8e7d6c5b4a'];
    const provider = (key: string, index: number): string =>
      `[providers.p${index}]\nkind = "openai"\nbase_url = "https://p${index}.example.com"\napi_key_env = "${key}"\n`;
    here.home.write('.loong/config.toml', keys.map(provider).join(''));
    const { code, stdout, stderr } = await here.run(['import', 'loong', '--yes']);
    expect(code).toBe(0);
    expect(stdout).toContain('it is copied only if you say so');
    expect(stdout + stderr + JSON.stringify(saved(here))).not.toContain('SECRET');
    const set = await here.run(['profile', 'set', 'key-variable', keys[1] ?? '', '--profile', 'p0']);
    expect(set.code).toBe(2);
    expect(JSON.stringify(saved(here))).not.toContain('SECRET');
  });

  it.each([
    ['loong', '.loong/config.toml', '[providers.a]\nkind = "constructor"\n'],
    ['claude-code-router', '.claude-code-router/config.json', '{ "Providers": [{ "name": "a", "type": "toString" }] }'],
    ['ollama', '.ollama/config.json', '{ "integrations": { "constructor": {}, "__proto__": 1 } }'],
    ['bifrost', '.bifrost/state.json', '{ "profiles": "none", "base_url": 5 }'],
    ['litellm', '.litellm/config.json', '{}'],
  ])('says that nothing in a file of %s is of use, whatever stands there (3)', async (id, path, text) => {
    await using here = await jetway();
    here.home.write(path, text);
    const { code, stderr } = await here.run(['import', id, '--dry-run']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/can be carried over; (?:it names no gateway|why, stands above)\./);
  });

  it.each([[['--yes']], [['--dry-run']], [['--with-keys']], [['--file', 'a.json']], [['--as', 'a=b']]])(
    'has no use for %j without a launcher (2)',
    async (flags) => {
      await using here = await jetway();
      const { code, stderr } = await here.run(['import', ...flags]);
      expect(code).toBe(2);
      expect(stderr).toContain(`${flags[0]} is for one launcher`);
    },
  );

  it.skipIf(!hasSqlite())('reads the database of claude-code-router 3, and does not change it', async () => {
    await using here = await jetway();
    const path = join(here.home.path, '.claude-code-router', 'config.sqlite');
    mkdirSync(dirname(path), { recursive: true });
    const { DatabaseSync } = sqlite();
    const database = new DatabaseSync(path);
    database.exec('CREATE TABLE app_config (key TEXT PRIMARY KEY, value_json TEXT NOT NULL)');
    const value = {
      Providers: [
        {
          name: 'ds',
          api_base_url: 'https://api.deepseek.com/chat/completions',
          api_key: secret,
          models: ['deepseek-chat'],
        },
      ],
    };
    database.prepare('INSERT INTO app_config VALUES (?, ?)').run('default', JSON.stringify(value));
    database.close();
    const { code, stdout, stderr } = await here.run(['import', 'claude-code-router', '--yes']);
    expect(code, stderr).toBe(0);
    expect(stdout).not.toContain('SECRET');
    expect(saved(here).profiles).toMatchObject({
      ds: { settings: { 'base-url': 'https://api.deepseek.com', protocols: 'openai-chat' } },
    });
    expect([...here.home.snapshot().keys()].filter((name) => name.includes('sqlite-'))).toEqual([]);
  });
});

interface Sqlite {
  readonly DatabaseSync: new (path: string) => {
    exec(query: string): void;
    prepare(query: string): { run(...values: readonly string[]): unknown };
    close(): void;
  };
}

function sqlite(): Sqlite {
  return createRequire(import.meta.url)('node:sqlite') as Sqlite;
}

function hasSqlite(): boolean {
  try {
    return sqlite() !== undefined;
  } catch {
    return false;
  }
}
