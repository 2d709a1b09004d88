import { describe, expect, it } from 'vitest';
import { origins } from '../../../src/agents/kimi/origins.ts';
import { whereIs, winner, type Origin } from '../../../src/config-layers/origin.ts';
import { lookAt, type Machine } from '../../support/look.ts';

const user = '/home/dev/.kimi-code/config.toml';
const on = (machine: Machine): readonly Origin[] => origins(lookAt(machine));
const wins = (sets: Origin['sets'], machine: Machine, startedBy: 'user' | 'jetway' = 'user'): string | undefined => {
  const found = winner(on(machine), sets, startedBy);
  return found && whereIs(found, '/home/dev');
};
const toml = (more = '', model = ''): string => `default_model = "a"
[providers.p]
type = "openai"
base_url = "https://p.test/v1"
${more}
[models.a]
provider = "p"
model = "m"
${model}
`;

describe('what Kimi Code obeys', () => {
  it.each<readonly [string, Machine, string | undefined]>([
    ['nothing', {}, undefined],
    ["the user's", { files: { [user]: toml() } }, '~/.kimi-code/config.toml:1 default_model'],
    ['variables before it', { files: { [user]: toml() }, env: { KIMI_MODEL_NAME: 'x' } }, 'KIMI_MODEL_NAME'],
    [
      'those of another home',
      { files: { '/home/dev/k/config.toml': toml() }, env: { KIMI_CODE_HOME: '/home/dev/k' } },
      '~/k/config.toml:1 default_model',
    ],
    ['no alias that is not there', { files: { [user]: 'default_model = "x"\n' } }, undefined],
  ])('as the model: %s', (_, machine, expected) => {
    expect(wins('model', machine)).toBe(expected);
  });

  it('is no variable of a model where none is named, and no provider that is not chosen', () => {
    const env = { KIMI_MODEL_BASE_URL: 'https://v.test', KIMI_MODEL_API_KEY: 'sk-variable-000000001' };
    expect(wins('endpoint', { env, files: { [user]: toml() } })).toBe(
      '~/.kimi-code/config.toml:4 providers.p.base_url',
    );
    expect(wins('endpoint', { env: { ...env, KIMI_MODEL_NAME: 'x' }, files: { [user]: toml() } })).toBe(
      'KIMI_MODEL_BASE_URL',
    );
    const other = toml('[providers.q]\nbase_url = "https://q.test"');
    expect(on({ files: { [user]: other } }).find(({ value }) => value === 'https://q.test')?.void).toBe(
      'the provider is p',
    );
  });

  it.each<readonly [string, string, string, Readonly<Record<string, string>>, string | undefined]>([
    ["the model's own", 'api_key = "sk-of-the-provider-1"', 'api_key = "sk-of-the-model-22"', {}, 'models.a.api_key'],
    [
      "the provider's",
      'api_key = "sk-of-the-provider-1"\napi_key_env = "K"',
      '',
      { K: 'sk-of-variable-333' },
      'providers.p.api_key',
    ],
    ['a variable that it names', 'api_key_env = "K"', '', { K: 'sk-of-variable-333' }, 'providers.p.api_key_env'],
    [
      'one of a table',
      'env = { OPENAI_API_KEY = "sk-of-the-table-444" }',
      '',
      { OPENAI_API_KEY: 'x' },
      'providers.p.env.OPENAI_API_KEY',
    ],
    [
      'a header in its place',
      'api_key = "sk-of-the-provider-1"\ncustom_headers = { Authorization = "Bearer abcdefgh12345" }',
      '',
      {},
      'providers.p.custom_headers.Authorization',
    ],
  ])('as the key: %s', (_, more, model, env, expected) => {
    expect(wins('credential', { env, files: { [user]: toml(more, model) } })).toContain(expected);
  });

  it('is a file that is no TOML, which stops a launch too', () => {
    const [problem] = on({ files: { [user]: 'a = ' } });
    expect(problem).toMatchObject({ sets: 'problem', beatsJetway: true, problem: { stops: true } });
  });
});
