import { describe, expect, it } from 'vitest';
import { allRows } from '../../src/commands/index.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';

/** What is offered for the last of these words. */
async function offered(here: Jetway, ...words: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await here.run(['complete', '--', ...words]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/\t.*/, ''));
}

async function withProfiles(gateway: string): Promise<Jetway> {
  const here = await jetway();
  const login = ['--gateway', 'compatible', '--base-url', gateway, '--set', 'protocols=openai-chat', '--key-stdin'];
  for (const name of ['team-a', 'work']) {
    expect((await here.run(['login', '--profile', name, ...login], { stdin: 'sk-test' })).code).toBe(0);
  }
  return here;
}

describe('a shell is offered', () => {
  it('agents and commands at the start, none of those for programs', async () => {
    await using here = await jetway();
    const words = await offered(here, '');
    expect(words).toEqual(
      expect.arrayContaining(['claude', 'codex', 'doctor', 'list-models', 'profile', 'completion']),
    );
    expect(words).not.toContain('complete');
    expect(words.filter((word) => word === 'profile')).toHaveLength(1);
    expect(await offered(here, 'list-m')).toEqual(['list-models']);
  });

  it('the words of a group', async () => {
    await using here = await jetway();
    const words = (await allRows())
      .filter((row) => row.syntax.startsWith('profile '))
      .map((row) => row.syntax.split(' ')[1]);
    expect(await offered(here, 'profile', '')).toEqual(words);
  });

  it('the words of a group in a group, whose name is offered once', async () => {
    await using here = await jetway();
    const words = await offered(here, 'gateway', '');
    expect(words).toEqual([...new Set(words)]);
    expect(words).toEqual(expect.arrayContaining(['list', 'logs', 'provider-keys', 'routes', 'spend-limits']));
    expect(await offered(here, 'gateway', 'provider-keys', '')).toEqual(['list', 'add']);
    expect(await offered(here, 'gateway', 'routes', 's')).toEqual(['show']);
    expect(await offered(here, 'gateway', 'routes', 'show', '')).toEqual([]);
    expect(await offered(here, 'gateway', 'logs', '--con')).toEqual(['--content']);
  });

  it('the flags of the command, with what each is for', async () => {
    await using here = await jetway();
    expect(await offered(here, 'list-models', '--so')).toEqual(['--sort']);
    expect(await offered(here, '--so')).toEqual([]);
    const { stdout } = await here.run(['complete', '--', '--dry']);
    expect(stdout).toBe('--dry-run\tshow what a launch would do, and do nothing\n');
  });

  it.each([
    ['agents', ['doctor', 'cl'], ['claude', 'cline']],
    ['what a doctor looks at', ['doctor', 'gat'], ['gateway']],
    ['gateways', ['--gateway', 'li'], ['litellm']],
    ['gateways behind an equals sign', ['--gateway=li'], ['--gateway=litellm']],
    ['orders', ['list-models', '--sort', ''], ['price', 'context', 'name']],
    ['checks', ['doctor', '--only', 'wi'], ['wins']],
    ['stores', ['login', '--store', ''], ['keyring', 'file']],
    ['shells', ['completion', 'f'], ['fish']],
    ['settings of the gateway', ['--gateway', 'compatible', '--set', 'prot'], ['protocols=']],
    [
      'settings of a managed gateway',
      ['gateway', 'update', 'prod', '--gateway', 'cloudflare', '--set', 'cache-t'],
      ['cache-ttl='],
    ],
    ['the same behind an equals sign', ['gateway', 'create', '--gateway', 'cf-aig', '--set=logp'], ['--set=logpush=']],
    [
      'nothing of a gateway whose settings are not changed from here',
      ['gateway', 'update', '--gateway', 'bifrost', '--set', ''],
      [],
    ],
    ['nothing of its own for a word of the user’s', ['ask', ''], []],
    ['nothing for the value of a flag that takes any', ['--key-command', ''], []],
    ['nothing behind an agent', ['codex', ''], []],
    ['nothing behind two dashes', ['launch', 'codex', '--', ''], []],
    ['nothing behind the agent of a demo', ['demo', 'codex', ''], []],
    ['nothing more than one agent', ['doctor', 'codex', ''], []],
  ])('%s', async (_what, words, expected) => {
    await using here = await jetway();
    expect(await offered(here, ...words)).toEqual(expected);
  });

  it('profiles', async () => {
    await using gateway = await startGateway();
    await using here = await withProfiles(gateway.url);
    expect(await offered(here, '--profile', '')).toEqual(['team-a', 'work']);
    expect(await offered(here, 'profile', 'use', 'te')).toEqual(['team-a']);
    expect(await offered(here, 'list-models', '--compare', 'work', 'te')).toEqual([]);
  });

  it('the models that were listed last, without asking the gateway', async () => {
    await using gateway = await startGateway();
    await using here = await withProfiles(gateway.url);
    expect(await offered(here, '-m', '')).toEqual([]);
    const listed = (await here.run(['list-models'])).stdout.trim().split('\n');
    const asked = gateway.requests.length;
    expect(await offered(here, '-m', '')).toEqual(listed);
    expect(await offered(here, '--profile', 'work', '--model', '')).toEqual(listed);
    expect(gateway.requests).toHaveLength(asked);
  });

  it('nothing where the configuration can’t be read', async () => {
    await using here = await jetway();
    here.home.write('.config/jetway/config.json', '{');
    expect(await offered(here, '--profile', '')).toEqual([]);
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish', 'powershell'])(
    'prints a script for %s that says how it is installed',
    async (shell) => {
      await using here = await jetway();
      const { code, stdout } = await here.run(['completion', shell]);
      expect(code).toBe(0);
      expect(stdout).toContain(`jetway completion ${shell}`);
      expect(stdout).toContain('jetway complete --');
    },
  );

  it('of another shell is a usage failure that names those there are', async () => {
    await using here = await jetway();
    const { code, stdout, stderr } = await here.run(['completion', 'tcsh']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('bash, zsh, fish, powershell');
  });
});
