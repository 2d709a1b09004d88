import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { jetway, newProfile, type Profile, type Ran, registry } from './machine.ts';

const env = { JETWAY_API_KEY: 'sk-windows-91be5d' };
const words: readonly string[] = [
  ...['--gateway', 'compatible', '--base-url', 'http://127.0.0.1:9', '--no-check'],
  ...['--set', 'protocols=anthropic-messages,openai-responses'],
];
const claude = 'SOFTWARE\\Policies\\ClaudeCode';
const codex = 'HKLM\\SOFTWARE\\Policies\\OpenAI\\Codex';
const requirements = 'C:\\ProgramData\\OpenAI\\Codex\\requirements.toml';

export const policies: Readonly<Record<string, () => Promise<void>>> = {
  'a policy for Claude Code in the registry refuses a model that it does not admit': async () => {
    for (const hive of ['HKLM', 'HKCU']) {
      const profile = newProfile();
      const settings = JSON.stringify({ availableModels: ['claude-sonnet-4-5'], note: 'two\nlines' });
      registry('add', `${hive}\\${claude}`, '/v', 'Settings', '/t', 'REG_SZ', '/d', settings);
      try {
        const refused = await start(profile, 'claude', 'other-model');
        assert.equal(refused.code, 3, refused.stderr);
        assert.ok(refused.stderr.includes(`${hive}\\${claude}\\Settings`), refused.stderr);
        assert.equal(profile.given(), undefined);
        const doctor = await jetway(
          profile,
          ['doctor', 'claude', ...words.slice(0, 4), ...words.slice(5), '--model', 'other-model', '--json'],
          { env },
        );
        assert.ok(doctor.stdout.includes(JSON.stringify(`${hive}\\${claude}\\Settings`).slice(1, -1)), doctor.stdout);
        const admitted = await start(profile, 'claude', 'claude-sonnet-4-5');
        assert.equal(admitted.code, 0, admitted.stderr);
      } finally {
        registry('delete', `${hive}\\${claude}`);
      }
      assert.equal((await start(profile, 'claude', 'other-model')).code, 0);
    }
  },

  'a policy for Claude Code in Program Files refuses it, too': async () => {
    const file = 'C:\\Program Files\\ClaudeCode\\managed-settings.json';
    await withFile(file, JSON.stringify({ availableModels: [] }), async () => {
      const { code, stderr } = await start(newProfile(), 'claude', 'other-model');
      assert.equal(code, 3, stderr);
      assert.ok(stderr.includes(file), stderr);
    });
  },

  'a policy for Codex in ProgramData, or in the file that the registry names, refuses a launch': async () => {
    const profile = newProfile();
    await withFile(requirements, 'model = "gpt-5"\n', async () => {
      const { code, stderr } = await start(profile, 'codex', 'other-model');
      assert.equal(code, 3, stderr);
      assert.ok(stderr.includes(requirements), stderr);
    });
    assert.equal((await start(profile, 'codex', 'other-model')).code, 0);

    const named = profile.write('org\\codex rules.toml', 'model_provider = "org"\n');
    registry('add', codex, '/v', 'RequirementsPath', '/t', 'REG_SZ', '/d', named);
    try {
      const { code, stderr } = await start(profile, 'codex', 'other-model');
      assert.equal(code, 3, stderr);
      assert.ok(stderr.includes(`${codex}\\RequirementsPath`), stderr);
    } finally {
      registry('delete', codex);
    }
  },

  'an older place of Codex’s, which it no longer reads, refuses nothing': async () => {
    const profile = newProfile();
    profile.write('.codex\\managed_config.toml', 'model_provider = "org"\n');
    assert.equal((await start(profile, 'codex', 'other-model')).code, 0);
  },
};

function start(profile: Profile, agent: string, model: string): Promise<Ran> {
  return jetway(profile, [...words, '--model', model, agent], { env });
}

async function withFile(path: string, text: string, work: () => Promise<void>): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  try {
    await work();
  } finally {
    rmSync(path);
  }
}
