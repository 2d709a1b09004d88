import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { at, parseJson, textAt } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { processesOf } from '../support/processes.ts';
import { runIn } from '../support/run-in.ts';
import { openTerminal } from '../support/terminal.ts';
import {
  answer,
  bearer,
  credentialsOf,
  launch,
  mount,
  providerKey,
  requestOf,
  start,
  token,
  type Case,
} from './launching.ts';

// The real Cline, in print mode and in a terminal; `node .config/programs.mjs agents` installs it.
const words = ['cline', 'say hello'];
const withClaude: Case = {
  agent: 'cline',
  model: 'claude-sonnet-4-5',
  words,
  path: '/anthropic/v1/messages',
  vendor: { 'x-api-key': providerKey },
};
const withGpt: Case = {
  ...withClaude,
  model: 'gpt-5.5',
  path: '/openai/responses',
  vendor: { authorization: `Bearer ${providerKey}` },
};

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

/** At its end it would try for many seconds to send its reports, which get nowhere here. */
async function homeOf(): Promise<Home> {
  const home = await programs.home();
  home.write('.cline/data/settings/global-settings.json', quiet);
  return home;
}

describe.each([withClaude, withGpt])('cline with $model through Cloudflare', (one) => {
  it("prints the gateway's answer, and leaves neither the key nor a change behind", async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await homeOf();
    const before = [
      [userProviders, stored('groq', { apiKey: 'sk-own-000000000001', model: 'other' })],
      ['.cline/data/settings/global-settings.json', quiet],
      ['.cline/rules/rhyme.md', 'Always answer in rhyme.\n'],
    ] as const;
    for (const [name, text] of before) home.write(name, text);

    const { stdout, stderr, code } = await launch(one, gateway, home);

    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const asked = requestOf(one, gateway);
    expect(asked.path).toBe(mount + one.path);
    expect(credentialsOf(asked)).toEqual(bearer);
    expect(JSON.stringify(asked.body)).toContain('Always answer in rhyme.');
    expect(parseJson(asked.headers['cf-aig-metadata'] ?? '')).toEqual({
      session: expect.stringMatching(/^[0-9a-f-]{36}$/),
      agent: 'cline',
      user: userInfo().username,
      project: 'project',
    });
    for (const [name, text] of before) expect(home.read(name)).toBe(text);
    expect(sessionsOf(home)).toHaveLength(1);
    expect(home.filesContaining(token)).toEqual([]);
    expect(programs.asked.filter((request) => request.includes(token))).toEqual([]);
    expect(gateway.elsewhere.requests).toEqual([]);
    expect(processesOf(home.path)).toEqual([]);
  });

  it('gets the provider key in the header of the vendor, beside the token in that of Cloudflare', async () => {
    await using gateway = await startGateway({ mount });
    await using home = await homeOf();
    const { stdout, stderr } = await launch(one, gateway, home, { env: { JETWAY_PROVIDER_KEY: providerKey } });
    expect(stdout, stderr).toContain(answer);
    expect(credentialsOf(requestOf(one, gateway))).toEqual({
      'cf-aig-authorization': `Bearer ${token}`,
      ...one.vendor,
    });
    expect([...home.filesContaining(token), ...home.filesContaining(providerKey)]).toEqual([]);
  });

  it('sends no credential but the header of Cloudflare where that is wanted', async () => {
    const demand = { 'cf-aig-authorization': `Bearer ${token}` };
    await using gateway = await startGateway({ mount, demand });
    await using home = await homeOf();
    const { stdout } = await launch(one, gateway, home, { flags: ['--set', 'credential-header=cf-aig-authorization'] });
    expect(stdout).toContain(answer);
    expect(credentialsOf(requestOf(one, gateway))).toEqual(demand);
  });

  it.each(['in the environment', 'in files of the user', "in the project's .env"])(
    'obeys nothing that is left over %s',
    async (where) => {
      await using gateway = await startGateway({ mount, demand: bearer });
      await using home = await homeOf();
      const variables = leftVariables(home);
      home.write('other/settings/providers.json', stored('anthropic', left));
      if (where.endsWith('user')) {
        for (const id of ['anthropic', 'openai-native']) home.write(userProviders, stored(id, left));
        home.write('.cline/data/secrets.json', JSON.stringify({ apiKey: stale, openAiNativeApiKey: stale }));
        home.write('.cline/data/globalState.json', JSON.stringify({ actModeApiProvider: 'anthropic' }));
      }
      if (where.endsWith('.env')) {
        const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
        home.write('project/.env', lines.join(''));
      }
      const { stdout, stderr, code } = await launch(one, gateway, home, {
        env: where.endsWith('environment') ? variables : {},
      });
      expect(code, stderr).toBe(0);
      expect(stdout).toContain(answer);
      expect(JSON.stringify(gateway.requests.map(({ headers }) => headers))).not.toContain(stale);
      expect(requestOf(one, gateway).path).toBe(mount + one.path);
      expect(programs.asked.filter((request) => request.includes(stale))).toEqual([]);
      expect(home.filesContaining(stale).filter((name) => name.includes('jetway'))).toEqual([]);
    },
  );
});

describe('cline', () => {
  it('ends by the second SIGTERM that Jetway gets, as it does without Jetway; no argument list and no file holds the key', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [withGpt.path]: 'slow' } });
    await using home = await homeOf();
    const { child, end } = start(withGpt, gateway, home);
    await vi.waitFor(() => expect(gateway.to(withGpt.path)).not.toEqual([]), { timeout: 30_000, interval: 50 });

    const processes = processesOf(home.path);
    expect(processes.map(({ pid }) => pid)).toContain(child.pid);
    expect(processes.length).toBeGreaterThan(1);
    expect(processes.filter(({ argv }) => argv.some((word) => word.includes(token)))).toEqual([]);
    expect(home.filesContaining(token)).toEqual([]);

    // The first has it give up its request, and then wait for the answer after all (3.0.65).
    const again = setInterval(() => child.kill('SIGTERM'), 500);
    expect((await end).code).toBe(1);
    clearInterval(again);
    await vi.waitFor(() => expect(processesOf(home.path)).toEqual([]), { timeout: 10_000, interval: 50 });
  });

  it('keeps its exit code where the gateway refuses the request', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [withGpt.path]: '400' } });
    await using home = await homeOf();
    const { code } = await launch(withGpt, gateway, home, { flags: ['--no-check'] });
    expect(code).toBe(1);
    expect(gateway.to(withGpt.path)).not.toEqual([]);
  });

  it.each(['itself', "behind npm's script"])('gives the programs that it starts no key, %s', async (started) => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await homeOf();
    const command = `env > "$HOME/seen.txt"`;
    const servers = { mcpServers: { spy: { command: 'sh', args: ['-c', command] } } };
    home.write('.cline/data/settings/cline_mcp_settings.json', JSON.stringify(servers));
    const { code, stdout, stderr } = await launch(withGpt, gateway, home, {
      env: { BUN_OPTIONS: '--smol', ...(started === 'itself' ? {} : { PATH: `${npms(home)}:${home.env['PATH']}` }) },
    });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const seen = home.read('seen.txt').split('\n');
    expect(seen).toContain('BUN_OPTIONS=--smol');
    expect(seen.filter((line) => line.startsWith('JETWAY_CLINE'))).toEqual([]);
    expect(home.filesContaining(token)).toEqual([]);
  });

  it('starts with another model of the gateway where its own flag names one, and runs a subcommand as it is', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await homeOf();
    const other = { ...withClaude, words: ['cline', '-m', 'claude-haiku-4-5', 'say hello'] };
    const { code, stderr } = await launch(other, gateway, home);
    expect(code, stderr).toBe(0);
    expect(textAt(gateway.to(withClaude.path)[0]?.body, 'model')).toBe('claude-haiku-4-5');
    const listed = await launch({ ...withClaude, words: ['cline', 'history', '--json'] }, gateway, home);
    expect(listed.code, listed.stderr).toBe(0);
    expect(listed.stdout).toContain('say hello');
  });

  it('reaches a model of no family through another gateway, by chat', async () => {
    const key = 'sk-gw-5b0e9d7713';
    await using gateway = await startGateway({ models: ['team-model'] });
    await using home = await homeOf();
    const flags = ['--gateway', 'litellm', '--base-url', gateway.url, '--model', 'team-model'];
    const { stdout, stderr, code } = await runIn(home, ['jetway', ...flags, ...words], {
      env: { JETWAY_API_KEY: key },
    });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const [asked] = gateway.to('/chat/completions');
    expect(credentialsOf(asked ?? missing)).toEqual({ authorization: `Bearer ${key}` });
    expect(home.filesContaining(key)).toEqual([]);
  });

  it('asks for no login in a terminal, leaves no service behind, and goes on with the session', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await homeOf();
    await using terminal = openTerminal(home, { JETWAY_API_KEY: token }, []);
    await terminal.until('shell>');
    const choice = `--gateway cloudflare --base-url ${gateway.url} --model claude-sonnet-4-5`;
    terminal.type(`jetway ${choice} cline; echo "ended $?"`);
    await terminal.until('What can I do for you?');
    await terminal.submit('say hello');
    await terminal.until(/answer is\s+canned\. You wrote: say hello/);
    await vi.waitFor(() => expect(sessionsOf(home)).toHaveLength(1), { timeout: 10_000, interval: 100 });
    await terminal.submit('/exit');
    await terminal.until('ended 0');
    expect(processesOf(home.path).filter(({ argv }) => argv.some((word) => word.includes('hub')))).toEqual([]);
    expect(existing(home, '.cline/data/locks')).toEqual([]);

    terminal.type(`jetway ${choice} cline --id ${sessionsOf(home)[0]}; echo "ended again $?"`);
    await terminal.until(/You wrote: say hello[^]*What can I do|say hello/);
    await terminal.submit('say more');
    await terminal.until(/answer is\s+canned\. You wrote: say more/);
    await terminal.submit('/exit');
    await terminal.until('ended again 0');

    const asked = gateway.to(withClaude.path).map(({ body }) => body);
    expect(asked.map((body) => at(body, 'model'))).toEqual(asked.map(() => 'claude-sonnet-4-5'));
    expect(JSON.stringify(asked.find((body) => JSON.stringify(body).includes('say more')))).toContain('say hello');
    expect(gateway.requests.every(({ headers }) => headers['authorization'] === bearer.authorization)).toBe(true);
    expect(terminal.written()).not.toContain(token);
    expect(home.filesContaining(token)).toEqual([]);
  });
});

const quiet = '{ "telemetryOptOut":\ttrue }';
const userProviders = '.cline/data/settings/providers.json';
const stale = 'sk-stale-77c1d0e5';
const elsewhere = 'http://127.0.0.1:9/elsewhere';
const left = { apiKey: stale, baseUrl: elsewhere, model: 'other', headers: { authorization: `Bearer ${stale}` } };

function leftVariables(home: Home): Readonly<Record<string, string>> {
  return {
    OPENAI_API_KEY: stale,
    OPENAI_BASE_URL: elsewhere,
    ANTHROPIC_API_KEY: stale,
    ANTHROPIC_AUTH_TOKEN: stale,
    ANTHROPIC_BASE_URL: elsewhere,
    CLINE_API_KEY: stale,
    CLINE_SANDBOX: '1',
    CLINE_SANDBOX_DATA_DIR: join(home.path, 'other'),
    CLINE_PROVIDER_SETTINGS_PATH: join(home.path, 'other', 'settings', 'providers.json'),
    CLINE_SESSION_BACKEND_MODE: 'hub',
    CLINE_VCR: 'playback',
    CLINE_VCR_CASSETTE: join(home.path, 'tape.json'),
  };
}

function stored(provider: string, settings: object): string {
  const entry = { settings: { provider, ...settings }, updatedAt: '2026-01-01T00:00:00.000Z', tokenSource: 'manual' };
  return `${JSON.stringify({ version: 1, lastUsedProvider: provider, providers: { [provider]: entry } })}\n`;
}

function sessionsOf(home: Home): readonly string[] {
  return existing(home, '.cline/data/sessions');
}

function existing(home: Home, folder: string): readonly string[] {
  try {
    return readdirSync(join(home.path, folder));
  } catch {
    return [];
  }
}

/** A folder with the script by which npm starts it. */
function npms(home: Home): string {
  const folder = join(home.path, 'npms');
  mkdirSync(folder);
  rmSync(join(folder, 'cline'), { force: true });
  const installed = fileURLToPath(new URL('../../.cache/agents/cline/', import.meta.url));
  const script = join(installed, 'node_modules', 'cline', 'bin', 'cline');
  symlinkSync(script, join(folder, 'cline'));
  return folder;
}

const missing = { method: '', path: '', headers: {}, body: undefined };
