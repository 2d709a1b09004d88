import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseJson, textAt } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import { noPosix } from '../support/posix.ts';

const session = '7f3a1d52-0c4e-4b6a-9d21-5a7e1c9b0001';
const input = {
  session_id: session,
  model: { id: 'anthropic/claude-opus-4-8', display_name: 'Opus 4.8' },
  cost: { total_cost_usd: 0.4242 },
};
const env = { JETWAY_API_KEY: 'sk-bf-statusline-123456' };

const budget = (limits: readonly object[]): string =>
  JSON.stringify({ schemaVersion: 1, at: Date.now(), figures: limits });
const limit = { kind: 'limit', topic: 'budget', what: 'budget', of: 'key', unit: 'USD', limit: 75, used: 12.5 };

describe('jetway statusline', () => {
  const line = async (here: Jetway, words: readonly string[] = [], stdin: unknown = input): Promise<string> => {
    const { code, stdout } = await here.run(['statusline', ...words], { stdin: JSON.stringify(stdin) });
    expect(code).toBe(0);
    return stdout;
  };

  it('shows model, what Claude Code takes for the cost, and what is left of the tightest limit', async () => {
    await using here = await jetway();
    here.home.write(
      'budget.json',
      budget([limit, { ...limit, of: 'team', limit: 100, used: 97 }, { ...limit, of: 'provider', limit: undefined }]),
    );
    const path = join(here.home.path, 'budget.json');
    expect(await line(here)).toBe('Opus 4.8 · ~$0.42\n');
    expect(await line(here, ['--budget', path])).toBe('Opus 4.8 · ~$0.42 · $3 of $100 left (team)\n');
    here.home.write(
      'budget.json',
      budget([
        { ...limit, used: 75, resetsAt: Date.now() - 1000 },
        { kind: 'credit', left: 4.5, unit: 'USD' },
      ]),
    );
    expect(await line(here, ['--budget', path])).toBe('Opus 4.8 · ~$0.42 · $75 of $75 left (key)\n');
  });

  it('takes the relay’s sums of the session where there are some', async () => {
    await using here = await jetway();
    here.home.write(
      `.cache/jetway/statusline/${session}.json`,
      JSON.stringify({ schemaVersion: 1, requests: 3, usd: 1.5, unpriced: 1 }),
    );
    expect(await line(here)).toBe('Opus 4.8 · ≥ $1.50\n');
  });

  it.each([[''], ['{'], ['[]'], ['{"session_id":"../../x","model":5}']])(
    'says nothing, and fails at nothing, for %j',
    async (stdin) => {
      await using here = await jetway();
      const { code, stderr } = await here.run(['statusline', '--budget', '/nowhere'], { stdin });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    },
  );
});

describe('--statusline', () => {
  const settingsOf = (here: Jetway, args: readonly string[]): unknown => {
    const path = args[args.indexOf('--settings') + 1] ?? '';
    return parseJson(here.home.read(path.slice(here.home.path.length + 1)));
  };
  const flags = (url: string): readonly string[] => [
    ...['--gateway', 'bifrost', '--base-url', url, '--model', 'anthropic/claude-opus-4-8', '--no-check'],
  ];

  // On Windows a line of the user's stays alone: which shell runs it there is not known.
  it.skipIf(noPosix)('adds the line for the session alone, below the user’s own', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const agent = here.install('claude');
    const own = { statusLine: { type: 'command', command: 'printf mine; exit 3 # a comment', padding: 2 } };
    here.home.write('.claude/settings.json', JSON.stringify(own));
    const { code, stderr } = await here.run([...flags(gateway.url), '--statusline', 'claude'], { env });
    expect(code, stderr).toBe(0);
    const settings = settingsOf(here, agent.given()?.argv ?? []);
    expect(settings).toMatchObject({ statusLine: { type: 'command', padding: 2 } });
    const command = textAt(settings, 'statusLine', 'command') ?? '';
    expect(command).toMatch(/statusline --budget \S+\/budget\/[0-9a-f]{16}\.json$/);
    // Ours is stood in for: what runs here is the shell's part.
    const [, ours = ''] = /"\$input" \| (.* statusline --budget \S+)$/.exec(command) ?? [];
    const shown = execFileSync('sh', ['-c', command.replace(ours, 'cat')], {
      input: '{"a":"%s $x"}',
      encoding: 'utf8',
    });
    expect(shown).toBe('mine\n{"a":"%s $x"}');
    expect(here.home.read('.claude/settings.json')).toBe(JSON.stringify(own));
  });

  it('is the profile’s to set, and is not there unasked', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const agent = here.install('claude');
    await here.run([...flags(gateway.url), 'claude'], { env });
    expect(settingsOf(here, agent.given()?.argv ?? [])).not.toHaveProperty('statusLine');
    const settings = { 'base-url': gateway.url };
    const work = { gateway: 'bifrost', settings, models: { claude: 'anthropic/claude-opus-4-8' }, statusline: true };
    here.home.write(
      '.config/jetway/config.json',
      JSON.stringify({ schemaVersion: 1, current: 'work', profiles: { work }, credentials: {} }),
    );
    await here.run(['--no-check', 'claude'], { env });
    expect(settingsOf(here, agent.given()?.argv ?? [])).toMatchObject({ statusLine: { type: 'command' } });
  });

  it('says so where there can be none', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('claude');
    here.install('codex');
    const settings = ['--settings', '{}'];
    const claude = await here.run([...flags(gateway.url), '--statusline', 'claude', ...settings], { env });
    expect(claude.stderr).toContain('no status line of Jetway');
    const codex = await here.run([...flags(gateway.url), '--statusline', '--model', 'openai/gpt-5.5', 'codex'], {
      env,
    });
    expect(codex.stderr).toContain('Codex has no status line');
  });
});
