import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { sessionOf } from '../../src/gateways/attribution.ts';
import { words } from '../../src/keys/key-command.ts';
import { createEventReader } from '../../src/protocols/event-stream.ts';
import { exitCodes, Failure } from '../../src/failure.ts';
import { resolveOptions } from '../../src/options/read-flags.ts';
import { compareVersions } from '../../src/host.ts';
import { nextAnthropicPage, readModelList } from '../../src/models/read-list.ts';
import { configOf } from '../../src/system/profiles.ts';
import { junk } from '../support/bodies.ts';
import { jetway } from '../support/jetway.ts';
import { targetOf } from '../support/agent-cases.ts';

/** What may stand in a file, a flag or a variable instead of what should. */
const texts: readonly string[] = [
  ...[
    '',
    ' ',
    '\u0000',
    '\uFEFF',
    '{',
    '}',
    '[]',
    'null',
    'true',
    '0',
    '"',
    '""',
    '{}{}',
    '=',
    '==',
    '-',
    '--',
    '\\',
    '\ud800',
  ],
  ...['<html>', '\u001b[31m', '__proto__', '__proto__=x', 'toString', '../..', '%00', '1.2', '1.2.3.4', 'v1', '-1.0.0'],
  ...['{"__proto__":{"a":1}}', '{"schemaVersion":"1"}', '{"schemaVersion":99}', '{"schemaVersion":1}'],
  ...['{"schemaVersion":1,"profiles":[],"credentials":{}}', '{"schemaVersion":1,"profiles":{"x":5},"credentials":{}}'],
  ...['{"schemaVersion":1,"profiles":{},"credentials":{"a":"cloud"}}', 'x'.repeat(100_000), '['.repeat(50_000)],
  ...junk.flatMap((value) => {
    try {
      return [JSON.stringify(value) ?? 'undefined'];
    } catch {
      return [];
    }
  }),
];

/** Gives the result, or the Failure; anything else that is thrown is a bug. */
function tried<T>(read: () => T): T | Failure {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.hint).not.toBe('');
    return error;
  }
}

describe.each(texts.map((text, index) => ({ index, shown: JSON.stringify(text.slice(0, 40)) })))(
  '$index: $shown',
  ({ index }) => {
    const text = texts[index] ?? '';
    it('is a configuration, or refused as none', () => {
      const read = tried(() => configOf(text, '/a/config.json').config);
      if (read instanceof Failure) expect(read).toMatchObject({ code: 'configuration' });
      else expect(read).toMatchObject({ schemaVersion: 1, profiles: {}, credentials: {} });
    });

    it('is a key command, or refused as none', () => {
      const read = tried(() => words(text, 'linux'));
      if (read instanceof Failure) expect(read.code).toBe('usage');
      else expect(read.length).toBeGreaterThan(0);
    });

    it('is a setting, or refused as none', () => {
      const read = tried(() => resolveOptions({ set: [text] }));
      if (read instanceof Failure) expect(read.code).toBe('usage');
      else expect(Object.keys(read.settings)).toHaveLength(1);
    });

    it('is a tag, or refused as none', () => {
      const read = tried(() => sessionOf({ session: 's', agent: 'a', user: text, project: text, tags: [text] }));
      if (read instanceof Failure) expect(read.code).toBe('usage');
      // eslint-disable-next-line no-control-regex
      else expect(JSON.stringify(read)).not.toMatch(/[\u0000-\u001f]/);
    });

    it('compares as a version', () => {
      expect([-1, 0, 1]).toContain(compareVersions(text, '1.2.3'));
      expect(compareVersions(text, text)).toBe(0);
    });

    it('is read as events in pieces of any size', () => {
      for (const prefix of ['', 'data: ', 'event: x\ndata:']) {
        const reader = createEventReader();
        const whole = `${prefix}${text}\n\n`;
        const half = Math.floor(whole.length / 2);
        const events = [...reader.push(whole.slice(0, half)), ...reader.push(whole.slice(half)), ...reader.end()];
        expect(events).not.toContain(undefined);
      }
    });

    it.each(agents.filter((agent) => agent.managedPaths !== undefined).map((agent) => [agent.id, agent] as const))(
      'is a policy for %s, or an obstacle',
      async (_id, agent) => {
        const doctor = await agent.doctor?.();
        const target = targetOf({
          target: { main: { protocol: 'openai-responses', baseUrl: 'https://gateway.test', model: 'm' } },
        });
        for (const { key, why } of doctor?.obstacles?.(text, target) ?? []) {
          expect(key).not.toBe('');
          expect(why).not.toBe('');
        }
      },
    );
  },
);

it.each(junk.map((value, index) => [index, value]))(
  'list number %i is read as models that can be printed',
  (_index, body) => {
    const models = readModelList(body, () => ['openai-chat']);
    for (const model of models) expect(model.id).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]{1,256}$/u);
    const next = nextAnthropicPage('https://gateway.test/v1/models', body);
    if (next !== undefined) expect(URL.canParse(next)).toBe(true);
  },
);

describe('files of Jetway’s own that were damaged', () => {
  const argv = ['--gateway', 'compatible', '--base-url', 'http://127.0.0.1:9', '--set', 'protocols=openai-responses'];

  it.each(['', '{', 'null', '{"schemaVersion":99}'])('a config.json of %j is refused and left alone', async (text) => {
    await using here = await jetway();
    const path = here.home.write('.config/jetway/config.json', text);
    for (const command of [['profile', 'list'], ['auth'], ['doctor'], ['list-models', ...argv]]) {
      expect.soft((await here.run(command)).code).toBe(exitCodes.configuration);
    }
    expect(here.home.read(path)).toBe(text);
  });

  it.each(['', '{', 'null', '[]', '{"keys":5}'])(
    'a credentials.json of %j ends no command with a bug',
    async (text) => {
      await using here = await jetway();
      const account = 'https://gateway.test';
      here.home.write('.config/jetway/credentials.json', text);
      const config = { schemaVersion: 1, profiles: {}, credentials: { [account]: 'file' } };
      here.home.write('.config/jetway/config.json', JSON.stringify(config));
      const { code, stdout } = await here.run(['token', account]);
      expect([exitCodes.credential, exitCodes.configuration]).toContain(code);
      expect(stdout).toBe('');
    },
  );

  it.each(['', '{', 'null', '[]', '{"x":5}', '{"__proto__":5}'])('a cache of %j is of no consequence', async (text) => {
    await using here = await jetway();
    const agent = here.installNative('codex');
    here.home.write('.cache/jetway/programs.json', text);
    here.home.write('.cache/jetway/preflight/junk.json', text);
    expect((await here.run([...argv, '--model', 'm', '--no-check', 'codex'])).code).toBe(0);
    expect(agent.given()).toBeDefined();
  });
});
