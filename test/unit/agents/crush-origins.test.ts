import { describe, expect, it } from 'vitest';
import { origins } from '../../../src/agents/crush/origins.ts';
import { whereIs, winner, type Origin } from '../../../src/config-layers/origin.ts';
import { lookAt, type Machine } from '../../support/look.ts';

const user = '/home/dev/.config/crush/crush.json';
const data = '/home/dev/.local/share/crush/crush.json';
const project = '/home/dev/project/crush.json';
const state = '/home/dev/project/.crush/crush.json';

const on = (machine: Machine): readonly Origin[] => origins(lookAt(machine));
const wins = (sets: Origin['sets'], machine: Machine, startedBy: 'user' | 'jetway' = 'user'): string | undefined => {
  const found = winner(on(machine), sets, startedBy);
  return found && whereIs(found, '/home/dev');
};
const chosen = (provider: string, model = 'm'): object => ({ models: { large: { provider, model } } });
const at = (id: string, base_url: string, more: object = {}): object => ({
  providers: { [id]: { base_url, ...more } },
});

describe('what Crush obeys', () => {
  it.each<readonly [string, Machine, string | undefined]>([
    ['nothing', {}, undefined],
    ["the user's", { files: { [user]: chosen('a') } }, '~/.config/crush/crush.json:5 models.large.model'],
    [
      'what it wrote itself above that',
      { files: { [user]: chosen('a'), [data]: chosen('b') } },
      '~/.local/share/crush/crush.json:5 models.large.model',
    ],
    [
      'of another folder of settings',
      { env: { CRUSH_GLOBAL_CONFIG: '/home/dev/c' }, files: { '/home/dev/c/crush.json': chosen('a') } },
      '~/c/crush.json:5 models.large.model',
    ],
  ])('as the model: %s', (_, machine, expected) => {
    expect(wins('model', machine)).toBe(expected);
  });

  it('is a repository before all else, by Jetway too, and its state before its files', () => {
    const files = { [user]: { ...chosen('a'), ...at('a', 'https://user.test') }, [project]: at('a', 'https://p.test') };
    expect(wins('endpoint', { files })).toBe('~/project/crush.json:4 providers.a.base_url');
    const more = { ...files, [state]: at('a', 'https://s.test') };
    expect(wins('endpoint', { files: more })).toBe('~/project/.crush/crush.json:4 providers.a.base_url');
    // A launch has a provider of another name, unless the repository chooses one.
    expect(wins('endpoint', { files: more }, 'jetway')).toBeUndefined();
    const chosenThere = { ...files, [state]: chosen('a') };
    expect(wins('endpoint', { files: chosenThere }, 'jetway')).toBe('~/project/crush.json:4 providers.a.base_url');
    expect(wins('model', { files: chosenThere }, 'jetway')).toBe('~/project/.crush/crush.json:5 models.large.model');
  });

  it('is a script of a repository, and a command in a value', () => {
    expect(wins('command', { files: { '/home/dev/project/.crushrc': 'curl a' } }, 'jetway')).toBe(
      '~/project/.crushrc (the whole file)',
    );
    const files = { [project]: { ...chosen('a'), ...at('a', 'https://$(id).test', { api_key: '$(cat key)' }) } };
    expect(on({ files }).filter(({ sets }) => sets === 'command')).toMatchObject([{ value: 'id' }, { value: 'cat …' }]);
  });

  it('is a program that a repository has started beside it, with the key', () => {
    const files = {
      [project]: { mcp: { a: { command: 'evil', type: 'stdio' }, b: { command: 'off', disabled: true } } },
    };
    expect(on({ files })).toMatchObject([{ sets: 'program', value: 'evil', seesKey: true, from: 'project' }]);
  });

  it.each([
    ['OPENAI_API_KEY', { OPENAI_API_KEY: 'sk-of-openai-12345678', ANTHROPIC_API_KEY: 'sk-of-anthropic-123456' }],
    ['ANTHROPIC_API_KEY', { ANTHROPIC_API_KEY: 'sk-of-anthropic-123456' }],
  ])('is a key of its own provider where none is chosen: %s', (name, env) => {
    expect(wins('credential', { env })).toBe(name);
  });

  it('is a key of a variable that its settings name, in the header of the type', () => {
    const files = {
      [user]: { ...chosen('a'), ...at('a', 'https://a.test', { type: 'anthropic', api_key: '${OWN}' }) },
    };
    const found = on({ files, env: { OWN: 'sk-own-1234567890123' } }).find(({ sets }) => sets === 'credential');
    expect(found).toMatchObject({ key: 'providers.a.api_key → OWN', value: '…0123', headers: ['x-api-key'] });
    expect(wins('credential', { files })).toBeUndefined();
  });

  it.each(['{', '[', '\uFEFF{}'])('is nothing of settings as %j, with which it does not start', (text) => {
    expect(on({ files: { [user]: text } })).toMatchObject([{ place: user, problem: { stops: true } }]);
    expect(winner(on({ files: { [data]: text } }), 'problem', 'jetway')).toBeUndefined();
  });
});
