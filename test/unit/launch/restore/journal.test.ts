import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { restoreLeftovers } from '../../../../src/launch/restore.ts';
import type { System } from '../../../../src/system/system.ts';
import { config, own, settings, watching, written } from '../../../support/watching.ts';
import { expectMode } from '../../../support/modes.ts';

const vibe = '.vibe/config.toml';
const entry =
  '[[models]]\nprovider = "jetway-01234567-1"\nname = "gw/two"\nalias = "jetway/gw/two"\nthinking = "low"\n';
const other = '[[models]]\nname = "a"\nprovider = "mistral"\nalias = "a"\n';

describe('a session that broke off', () => {
  it.each([
    ['claude', settings, '{"model":"opus","a":1}', '{"a":1,"model":"gw/two"}', '{"a":1,"model":"opus"}'],
    ['claude', settings, undefined, '{\n  "model": "gw/two"\n}\n', undefined],
    ['claude', settings, '{}', '{"model":"gw/two"}', '{}'],
    ['codex', config, own, written, own],
    ['codex', config, undefined, 'model = "gw/two"\n', undefined],
    [
      'vibe',
      vibe,
      'theme = "dark" # mine\n',
      `theme = "dark"\nactive_model = "jetway/gw/two"\n\n${entry}`,
      'theme = "dark"\n',
    ],
    ['vibe', vibe, '# mine\n', `# mine\nactive_model = "jetway/gw/two"\n\n${entry}`, '# mine\n'],
    ['vibe', vibe, undefined, `active_model = "jetway/gw/two"\n\n${entry}`, undefined],
    [
      'vibe',
      vibe,
      `active_model = "a"\n${other}`,
      `active_model = "jetway/gw/two"\n\n${other}\n${entry}`,
      `active_model = "a"\n\n${other}`,
    ],
  ])('of %s is repaired by the next one', async (id, path, before, after, expected) => {
    await using one = await watching();
    if (before !== undefined) one.home.write(path, before);
    await one.begin(id);
    one.home.write(path, after);
    expect(await restoreLeftovers(one.system)).toEqual([]);
    expect(one.home.snapshot().get(path)?.toString()).toBe(expected);
    expect(one.said.join('')).toMatch(
      /^jetway: the model in .* is again what it was before the session\. .*called-gw\/two/,
    );
    expect(one.journals()).toEqual([]);
  });

  it('changes nothing where something else stands there by now', async () => {
    await using one = await watching();
    one.home.write(settings, '{"model":"opus"}');
    await one.begin('claude');
    one.home.write(settings, '{"model":"sonnet"}');
    await restoreLeftovers(one.system);
    expect(one.home.read(settings)).toBe('{"model":"sonnet"}');
    expect(one.said).toEqual([]);
    expect(one.journals()).toEqual([]);
  });

  it('leaves nothing of the settings in its journal but the keys', async () => {
    await using one = await watching();
    one.home.write(settings, '{"model":"opus","env":{"TOKEN":"sk-mine-1234"}}');
    await one.begin('claude');
    expect(one.journals()).toHaveLength(1);
    expect(one.home.filesContaining('sk-mine-1234')).toEqual([settings]);
    expect(one.home.read(one.journals()[0] ?? '')).toContain('"before":{"model":"\\"opus\\""}');
    expectMode(join(one.home.path, one.journals()[0] ?? ''), 0o600);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"schemaVersion":1}',
    '{"schemaVersion":1,"pid":1,"since":1,"agent":"x","path":"y","existed":1}',
  ])('is forgotten where its journal is none: %j', async (text) => {
    await using one = await watching();
    one.home.write('.cache/jetway/guard/x.json', text);
    expect(await restoreLeftovers(one.system)).toEqual([]);
    expect(one.journals()).toEqual([]);
    expect(one.said).toEqual([]);
  });

  it('of a newer Jetway is left to that', async () => {
    await using one = await watching();
    one.home.write('.cache/jetway/guard/x.json', '{"schemaVersion":2}');
    expect(await restoreLeftovers(one.system)).toEqual([]);
    expect(one.journals()).toHaveLength(1);
  });
});

describe('two sessions at once', () => {
  const alive = ({ programs }: System): Partial<System> => ({ programs: { ...programs, alive: () => true } });

  it('do not repair each other', async () => {
    await using one = await watching(alive);
    one.home.write(settings, '{}');
    await one.begin('claude');
    one.home.write(settings, '{"model":"gw/one"}');
    expect(await restoreLeftovers(one.system)).toHaveLength(1);
    expect(one.home.read(settings)).toBe('{"model":"gw/one"}');
    expect(one.journals()).toHaveLength(1);
  });

  it.each([
    ['first', [0, 1]],
    ['last', [1, 0]],
  ])(
    'leave nothing, though the second began with what the first one had picked, which ends %s',
    async (_name, order) => {
      await using one = await watching(alive);
      one.home.write(settings, '{"model":"opus"}');
      const first = await one.begin('claude');
      one.home.write(settings, '{"model":"gw/one"}');
      const second = await one.begin('claude', { others: await restoreLeftovers(one.system) });
      const ends = [first, second];
      await ends[order[0] ?? 0]?.();
      one.home.write(settings, '{"model":"gw/two"}');
      await ends[order[1] ?? 0]?.();
      expect(JSON.parse(one.home.read(settings))).toEqual({ model: 'opus' });
      expect(one.journals()).toEqual([]);
    },
  );

  it('look again where the other one writes in between', async () => {
    const meanwhile: (() => void)[] = [];
    await using one = await watching(({ files }) => ({
      files: {
        ...files,
        mode: (path) => {
          meanwhile.pop()?.();
          return files.mode(path);
        },
      },
    }));
    one.home.write(config, '');
    const end = await one.begin('codex');
    one.home.write(config, 'model = "gw/one"\n');
    meanwhile.push(() => void one.home.write(config, 'model = "gw/one"\nnew = 1\n'));
    await end();
    expect(one.home.read(config)).toBe('new = 1\n');
  });
});
