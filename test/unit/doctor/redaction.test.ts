import { assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, type Private } from '../../../src/doctor/redaction.ts';

const known: Private = {
  home: '/home/marta.k',
  cwd: '/home/marta.k/jobs/acme-rocket',
  user: 'marta.k',
  keys: ['hunter2hunter2', 'Zq9'],
  names: new Map([
    ['0123456789abcdef0123456789abcdef', '<account-id>'],
    ['rocket-gw', '<gateway-id>'],
    ['gw', '<gateway-id>'],
    ['acme-prod', '<profile>'],
  ]),
  addresses: ['https://llm.acme.example:8443/team'],
};
const redact = createRedactor(known);

test.each([
  ['/home/marta.k/.claude/settings.json', '~/.claude/settings.json'],
  ['/home/marta.k/jobs/acme-rocket/.claude/settings.json', '<project>/.claude/settings.json'],
  ['/home/marta.k/jobs/other-client/.codex/config.toml', '~/…/.codex/config.toml'],
  ['/home/marta.k/jobs/other-client/opencode.json line 3', '~/…/opencode.json line 3'],
  ['/home/piotr/.npmrc and /Users/anna/Library/x', '~/.npmrc and ~/Library/x'],
  ['C:\\Users\\anna\\AppData\\Roaming\\jetway', '~/AppData/Roaming/jetway'],
  ['/usr/lib/node_modules/@openai/codex/bin/codex.js', '/usr/lib/node_modules/@openai/codex/bin/codex.js'],
  ['user marta.k, MARTA.K; martaXk', 'user <user>, <user>; martaXk'],
  [
    'https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/rocket-gw answers in 41 ms',
    'https://gateway.ai.cloudflare.com/v1/<account-id>/<gateway-id> answers in 41 ms',
  ],
  [
    'no gateway "gw" in account 0123456789ABCDEF0123456789ABCDEF.',
    'no gateway "<gateway-id>" in account <account-id>.',
  ],
  ['https://llm.acme.example:8443/team and llm.acme.example', 'https://<host>/team and <host>'],
  ['https://me:pw@other.internal/x?key=1 via other.internal', 'https://<host>/x via <host>'],
  [
    'http://127.0.0.1:4000/v1, https://openrouter.ai/settings/keys',
    'http://127.0.0.1:4000/v1, https://openrouter.ai/settings/keys',
  ],
  ['marta@acme.example', '<e-mail>'],
  ['from the keyring, …wxyz', 'from the keyring, …'],
  ['Key=alice Current cost', 'Key=<…> Current cost'],
  ['session 310f81bc-3964-4cc9-ac4f-cd9f8851aa2b, ses_e0142fd51ffekwKBGLMn7XaCDC', 'session <id>, <id>'],
  ['profile acme-prod', 'profile <profile>'],
])('%s', (text, expected) => {
  expect(redact(text)).toBe(expected);
});

test.each([
  'claude-sonnet-4-5-20250929 works, first token after 812 ms, 54 tokens/s, 421 tokens in, 38 out',
  'anthropic/claude-haiku-4-5, workers-ai/@cf/openai/gpt-oss-120b, bedrock/us.anthropic.claude-opus-4-8-v1:0 offered',
  'Leave out what is refused: CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS=1 CLAUDE_CODE_DISABLE_THINKING=1',
  '400: tools.0.eager_input_streaming: Extra inputs are not permitted',
  'Claude Code 2.1.330 at /usr/local/bin/claude',
  'left out when Jetway starts it: ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL',
  'See what it may: jetway list-models',
])('what tells nothing of anybody stays: %s', (text) => {
  expect(redact(text)).toBe(text);
});

describe('whatever is made up, wherever it stands', () => {
  const random = generator(4711);
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const digits = '0123456789';
  const pick = (from: string, count: number): string =>
    Array.from({ length: count }, () => from[Math.floor(random() * from.length)]).join('');
  const mixed = (count: number): string => `aB3${pick(letters + letters.toUpperCase() + digits, count)}`;
  const kinds: Readonly<Record<string, () => { readonly secret: string; readonly text?: string }>> = {
    'an OpenAI key': () => ({ secret: `sk-proj-${mixed(40)}` }),
    'an Anthropic key': () => ({ secret: `sk-ant-api03-${mixed(50)}-${mixed(20)}` }),
    'a virtual key': () => ({ secret: `sk-bf-${pick(letters + digits, 24)}9` }),
    'a Google key': () => ({ secret: `AIza${mixed(32)}` }),
    'a Databricks token': () => ({ secret: `dapi${pick('abcdef0123456789', 32)}` }),
    'a Cloudflare token': () => ({ secret: mixed(37) }),
    'a token of letters and digits': () => ({ secret: `${pick(letters, 5)}1234${pick(letters + digits, 24)}` }),
    'a bearer of any looks': () => {
      const secret = pick(letters, 12);
      return { secret, text: `authorization: Bearer ${secret}` };
    },
    'a JWT': () => ({ secret: `eyJ${mixed(20)}.eyJ${mixed(30)}.${mixed(30)}` }),
    'an account id': () => ({ secret: pick('abcdef0123456789', 32) }),
    'a UUID': () => {
      const hex = (count: number): string => pick('abcdef0123456789', count);
      return { secret: `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}` };
    },
    'an e-mail address': () => ({ secret: `${pick(letters, 6)}.${pick(letters, 6)}@${pick(letters, 8)}.example` }),
    'a host': () => {
      const secret = `${pick(letters, 9)}.${pick(letters, 6)}.internal`;
      return { secret, text: `https://${secret}:8443/anthropic` };
    },
    'a password in an address': () => {
      const secret = pick(letters, 10);
      return { secret, text: `https://user:${secret}@127.0.0.1/x` };
    },
    'a query': () => {
      const secret = pick(letters, 10);
      return { secret, text: `https://openrouter.ai/x?k=${secret}` };
    },
    'a gateway of Cloudflare’s': () => {
      const secret = pick(letters, 9);
      return { secret, text: `https://gateway.ai.cloudflare.com/v1/${pick('abcdef0123456789', 32)}/${secret}/openai` };
    },
    'a client’s folder': () => {
      const secret = pick(letters, 9);
      return { secret, text: `/home/marta.k/clients/${secret}/.env` };
    },
    'somebody else’s home': () => {
      const secret = pick(letters, 9);
      return { secret, text: `/Users/${secret}/.codex/config.toml` };
    },
    'a known key': () => ({ secret: 'hunter2hunter2' }),
    'the user': () => ({ secret: 'marta.k' }),
    'the home': () => ({ secret: '/home/marta.k' }),
  };
  const frames: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => `401: Incorrect API key provided: ${text}. You can find it`,
    (text) => `"${text}"`,
    (text) => `(${text})`,
    (text) => `x=${text};`,
    (text) => JSON.stringify({ path: text, nested: { value: text } }),
    (text) => `at ${text}, ${text} and ${text}`,
    (text) => `ANTHROPIC_AUTH_TOKEN=${text}`,
    (text) => `→ ${text}`,
    (text) => `${text}\n${text}`,
    (text) => `‘${text}’`,
  ];

  test.each(Object.keys(kinds))('%s', (kind) => {
    for (let round = 0; round < 40; round += 1) {
      const { secret, text = secret } = kinds[kind]?.() ?? { secret: '' };
      for (const frame of frames) expect(redact(frame(text)), frame(text)).not.toContain(secret);
    }
  });

  test('a Windows user', () => {
    const windows = createRedactor({ ...known, home: 'C:\\Users\\Anna B', cwd: 'D:\\work\\acme', user: 'Anna B' });
    for (const text of [
      'C:\\Users\\Anna B\\.codex',
      'C:/Users/Anna B/.codex',
      '"C:\\\\Users\\\\Anna B\\\\.codex"',
      'c:\\users\\anna b\\x',
    ]) {
      expect(windows(text)).not.toMatch(/anna/i);
    }
  });
});

/** The same numbers every time; from 0 to below 1. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test('names of every kind are taken out, and none breaks it', () => {
  const name = oneof(
    constantFrom('team-a', 'ann-lee', 'a', '-', '$&', '$1', '(', '[', '\\', '/', '^.*$', 'x{1', 'ü-ö', '\ud83d'),
    string({ minLength: 1, maxLength: 12 }),
    string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
  );
  assert(
    property(name, name, string(), (user, profile, text) => {
      const redactor = createRedactor({ ...known, user, names: new Map([[profile, '<profile>']]) });
      redactor(text);
      redactor(`${text} ${user} ${profile}`);
    }),
  );
  const told = createRedactor({ ...known, user: 'ann-lee', names: new Map([['team-a', '<profile>']]) });
  expect(told('profile team-a of ann-lee')).toBe('profile <profile> of <user>');
});
