import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, textAt } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { runIn } from '../support/run-in.ts';

const key = 'sk-configured-4c81aa07f3';
const models = ['claude-sonnet-4-5', 'claude-haiku-4-5', 'openai/gpt-5'];

/** An agent that is started plainly, what stands in its file before, and what its user adds behind Jetway's back. */
interface Case {
  readonly agent: string;
  readonly model: string;
  readonly words: readonly string[];
  readonly path: string;
  readonly file: string;
  readonly text: string;
  edit(text: string): string;
}

const cases: readonly Case[] = [
  {
    agent: 'claude',
    model: 'claude-sonnet-4-5',
    words: ['claude', '-p', 'say hello'],
    path: '/v1/messages',
    file: '.claude/settings.json',
    text: '{\r\n\t"model": "opus",\r\n\t"env": { "MINE": "1" }\r\n}',
    edit: (text) => text.replace('"MINE": "1"', '"MINE": "2"').replace('{', '{\r\n\t"cleanupPeriodDays": 20,'),
  },
  {
    agent: 'codex',
    model: 'openai/gpt-5',
    words: ['codex', 'exec', '--skip-git-repo-check', 'say hello'],
    path: '/v1/responses',
    file: '.codex/config.toml',
    text: '# mine\nmodel = \'gpt-5.4\' # the old one\n\n[tui]\ntheme = "dark"\n',
    edit: (text) => `# more\n${text}\n[history]\npersistence = "none"\n`,
  },
  {
    agent: 'opencode',
    model: 'openai/gpt-5',
    words: ['opencode', 'run', 'say hello'],
    path: '/v1/responses',
    file: '.config/opencode/opencode.jsonc',
    text: '{\n  // mine\n  "$schema": "https://opencode.ai/config.json",\n  "model": "a/b",\n}\n',
    edit: (text) => text.replace('// mine', '// still mine'),
  },
  {
    agent: 'kilo',
    model: 'openai/gpt-5',
    words: ['kilo', 'run', 'say hello'],
    path: '/v1/responses',
    file: '.config/kilo/kilo.json',
    // With what Kilo itself would add at its first start, and that stays.
    text: '{\n  "$schema": "https://app.kilo.ai/config.json",\n  "permission": { "bash": "allow" },\n  "theme": "mine"\n}\n',
    edit: (text) => text.replace('"theme": "mine"', '"theme": "still mine"'),
  },
  {
    agent: 'pi',
    model: 'openai/gpt-5',
    words: ['pi', '-p', 'say hello'],
    path: '/v1/responses',
    file: '.pi/agent/models.json',
    text: '{ "providers": {} } // mine\n',
    edit: (text) => text.replace('// mine', '// still mine'),
  },
  {
    agent: 'qwen',
    model: 'claude-sonnet-4-5',
    words: ['qwen', '-p', 'say hello'],
    path: '/v1/messages',
    file: '.qwen/settings.json',
    // With what Qwen Code itself would add at its first start, and that stays.
    text: '{\r\n  // mine\r\n  "$version": 4,\r\n  "modelProviders": { "anthropic": [{ "id": "mine", "envKey": "MINE" }] }\r\n}',
    edit: (text) => text.replace('// mine', '// still mine').replace('"MINE"', '"OTHER"'),
  },
  {
    agent: 'kimi',
    model: 'openai/gpt-5',
    words: ['kimi', '-p', 'say hello'],
    path: '/v1/responses',
    file: '.kimi-code/config.toml',
    text: '# mine\ndefault_model = "a" # the old one\n\n[models.a]\nprovider = "b"\nmodel = "c"\n',
    edit: (text) => `# more\n${text}\n[loop_control]\nmax_steps_per_turn = 5\n`,
  },
];

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

describe.each(cases)('$agent, configured', (one) => {
  it(
    'goes through the gateway when it is started plainly, and is as it was when that is taken back',
    { timeout: 240_000 },
    async () => {
      await using gateway = await startGateway({ models });
      await using home = await programs.home(one.agent);
      home.write(one.file, one.text);
      const flags = ['--gateway', 'compatible', '--base-url', gateway.url];
      const protocols = ['--set', 'protocols=anthropic-messages,openai-responses'];
      const login = ['jetway', 'login', '--profile', 'work', ...flags, ...protocols, '--key-stdin', '--store', 'file'];
      expect(await runIn(home, login, { stdin: key })).toMatchObject({ code: 0 });
      const argv = ['jetway', 'configure', one.agent, '--profile', 'work', '--model', one.model, '--yes'];
      const configured = await runIn(home, argv);
      expect(configured.code, configured.stderr).toBe(0);
      expect(home.filesContaining(key)).toEqual(['.config/jetway/credentials.json']);

      // The home's proxy refuses all else. A stale key of the shell's does not get in.
      const env = {
        NO_PROXY: '127.0.0.1',
        no_proxy: '127.0.0.1',
        ANTHROPIC_API_KEY: 'sk-stale',
        ANTHROPIC_AUTH_TOKEN: 'sk-stale',
        OPENAI_API_KEY: 'sk-stale',
      };
      const line = /^export JETWAY_.*$/m.exec(configured.stdout)?.[0];
      const words = line === undefined ? one.words : ['bash', '-c', `${line}\nexec "$@"`, 'bash', ...one.words];
      if (line !== undefined) {
        // Without it no other key of the shell's takes its place.
        await runIn(home, one.words, { env });
        expect(JSON.stringify(gateway.requests)).not.toContain('sk-stale');
      }
      const earlier = gateway.to(one.path).length;
      const { stdout, stderr } = await runIn(home, words, { env });
      expect(stdout + stderr).toContain("Jetway's demo gateway");
      const asked = gateway
        .to(one.path)
        .slice(earlier)
        .filter(({ body }) => JSON.stringify(at(body)).includes('say hello') && textAt(body, 'model') === one.model);
      expect(asked.length).toBeGreaterThan(0);
      for (const { headers } of asked) {
        expect([headers['authorization'], headers['x-api-key']].filter(Boolean)).toContain(
          headers['authorization'] === undefined ? key : `Bearer ${key}`,
        );
        expect(JSON.stringify(headers)).not.toContain('sk-stale');
      }
      expect(home.filesContaining(key)).toEqual(['.config/jetway/credentials.json']);

      // A launch is what it was before: to another gateway, behind a relay; there the configured one's key does not go.
      await using other = await startGateway({ models });
      const before = gateway.requests.length;
      const elsewhere = ['jetway', '--base-url', other.url, '--relay', 'always', '-m', one.model, ...one.words];
      const launched = await runIn(home, elsewhere, { env: { ...env, JETWAY_API_KEY: 'sk-other-7d2e' } });
      expect(launched.stdout + launched.stderr).toContain("Jetway's demo gateway");
      expect(JSON.stringify(other.to(one.path).map(({ headers }) => headers))).toContain('sk-other-7d2e');
      expect(gateway.requests.length).toBe(before);
      expect(JSON.stringify(other.requests)).not.toContain(key);

      home.write(one.file, one.edit(home.read(one.file)));
      const undone = await runIn(home, ['jetway', 'unconfigure', one.agent, '--yes']);
      expect(undone.code, undone.stderr).toBe(0);
      expect(home.read(one.file)).toBe(one.edit(one.text));
      const left = home.filesContaining('jetway.js').filter((path) => !path.startsWith('.cache/'));
      expect(left).toEqual([]);
    },
  );
});
