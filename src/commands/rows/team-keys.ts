import { gatewayFlags, jsonFlags, type Flag } from '../../options/flags.ts';
import { lists, resolveOptions, storeKind, texts, type Flags } from '../../options/read-flags.ts';
import type { Row } from '../row.ts';
import { confirmFlags, consentFlags, keyFlag } from './manage.ts';

const connectFlags: readonly Flag[] = [...gatewayFlags.filter(({ syntax }) => syntax !== keyFlag.syntax), keyFlag];
const wishFlags: readonly Flag[] = [
  { syntax: '--budget <amount>', about: '75usd/month; none', once: true },
  {
    syntax: '--models <ids>',
    about: "what it may use: 'anthropic/*'; several with commas",
    repeated: true,
    once: true,
  },
  { syntax: '--providers <names>', about: 'of these providers alone', repeated: true, once: true },
  { syntax: '--rate <limit>', about: '60requests/minute, 100000tokens/hour; none', once: true },
  { syntax: '--expires <when>', about: '30d, 2027-01-31; never', once: true },
  { syntax: '--team <name>', about: 'a team that it belongs to; none', once: true },
];
const nameFlag: Flag = { syntax: '--name <name>', about: 'its name', once: true };
const valueFlags: readonly Flag[] = [
  { syntax: '--save-as <profile>', about: 'store its value, under a new profile', once: true },
  { syntax: '--store <store>', about: 'keyring, or file (mode 0600)', once: true, completes: 'stores' },
  { syntax: '--show-key', about: 'print its value, this once', once: true },
];

const keyNotes = `Bifrost, LiteLLM and OpenRouter. The management key comes from --key-stdin,
--key-command, JETWAY_MANAGEMENT_KEY or the keyring (jetway login --management),
never from a session: for Bifrost user:password of its administrator, for
LiteLLM the master key, for OpenRouter a management key. A Bifrost without a
password wants none.`;

const keysOptions = (flags: Flags, json: boolean) => {
  const { saveAs } = texts(flags, 'saveAs');
  const many = (name: string): readonly string[] =>
    lists(flags[name])
      .flatMap((text) => text.split(','))
      .map((text) => text.trim())
      .filter(Boolean);
  return {
    ...resolveOptions(flags),
    ...texts(flags, 'confirm'),
    ...(saveAs === undefined ? {} : { saveAs }),
    store: storeKind(flags),
    json,
    showKey: flags['showKey'] === true,
    typed: {
      ...texts(flags, 'name', 'budget', 'rate', 'expires', 'team'),
      models: many('models'),
      providers: many('providers'),
    },
  };
};

const keysRow = (row: Pick<Row, 'syntax' | 'about' | 'flags' | 'run'>): Row => ({
  ...row,
  flags: [...connectFlags, ...row.flags, ...jsonFlags],
  notes: () => keyNotes,
});

/** The keys that a gateway gives to a team. */
export const teamKeyRows: readonly Row[] = [
  keysRow({
    syntax: 'keys list',
    about: 'all keys, their budgets and models, never their values',
    flags: [],
    run: async ({ flags, json, system }) => (await import('../keys.ts')).keysList(keysOptions(flags, json), system),
  }),
  keysRow({
    syntax: 'keys show <name>',
    about: 'all that the gateway tells of one',
    flags: [],
    run: async ({ flags, words, json, system }) =>
      (await import('../keys.ts')).keysShow(words[0] ?? '', keysOptions(flags, json), system),
  }),
  keysRow({
    syntax: 'keys create [name]',
    about: 'make one; --save-as stores it, --show-key prints it',
    flags: [nameFlag, ...wishFlags, ...valueFlags],
    run: async ({ flags, words, json, system }) =>
      (await import('../keys.ts')).keysCreate(words[0], keysOptions(flags, json), system),
  }),
  keysRow({
    syntax: 'keys update <name>',
    about: 'change what is named, and leave all else',
    flags: [nameFlag, ...wishFlags],
    run: async ({ flags, words, json, system }) =>
      (await import('../keys.ts')).keysUpdate(words[0] ?? '', keysOptions(flags, json), system),
  }),
  ...([true, false] as const).map((active) =>
    keysRow({
      syntax: `keys ${active ? 'enable' : 'disable'} <name>`,
      about: active ? 'switch one on again' : 'switch one off',
      flags: [],
      run: async ({ flags, words, json, system }) =>
        (await import('../keys.ts')).keysSwitch(words[0] ?? '', active, keysOptions(flags, json), system),
    }),
  ),
  keysRow({
    syntax: 'keys rotate <name>',
    about: 'give one another value; the old one is dead at once',
    flags: [...valueFlags, ...consentFlags.filter(({ syntax }) => syntax !== '--dry-run')],
    run: async ({ flags, words, json, system }) =>
      (await import('../keys.ts')).keysRotate(words[0] ?? '', keysOptions(flags, json), system),
  }),
  keysRow({
    syntax: 'keys delete <name>',
    about: 'delete one, after its name was given',
    flags: confirmFlags.filter(({ syntax }) => syntax !== '--dry-run'),
    run: async ({ flags, words, json, system }) =>
      (await import('../keys.ts')).keysDelete(words[0] ?? '', keysOptions(flags, json), system),
  }),
];
