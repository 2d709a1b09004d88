import { shownCommand, shownCredential, shownEndpoint, type Claim, type Look } from '../../claim.ts';
import { markJson, plainAt } from '../../marked.ts';
import { removeFromJson } from '../../repairs/removal.ts';
import { layersOf, placeOf, settersOf, type Layers, type Setter } from './layers.ts';
import { trapsOf } from './traps.ts';

/**
 * Who sets what, as Claude Code 2.1.330 was seen to decide it: each variable by its layers, then the credentials by what
 * is there beside them. Logins that macOS keeps in its keychain are not seen.
 */
export function claims(look: Look): readonly Claim[] {
  const layers = layersOf(look);
  const set = (name: string): readonly Setter[] => settersOf(name, layers, look);
  const provider = otherProvider(set);
  const found = [
    ...endpoints(set, provider).map((one) => removable(one, set, layers)),
    ...credentials(set, layers, look, provider),
    ...models(set, layers),
    ...helpersOf(layers),
  ].map((one) => (one.from === 'managed' ? { ...one, beatsJetway: true } : one));
  return [...found, ...trapsOf(layers, look, found)];
}

/** An address in the user's own settings; `.claude.json` is not touched, for Claude Code writes it all the time. */
function removable(one: Claim, set: Set, { all }: Layers): Claim {
  const setter = set('ANTHROPIC_BASE_URL').find(({ place, key: name }) => place === one.place && name === one.key);
  const layer = all.find(({ place }) => place === one.place);
  if (setter === undefined || one.from !== 'user' || layer === undefined || layer.state) return one;
  // It may hold a credential.
  if (/[@?#]/.test(setter.text)) return one;
  return { ...one, removal: removeFromJson(one.place, one.key.split('.'), setter.text) };
}

type Set = (name: string) => readonly Setter[];

interface Provider {
  readonly name: string;
  readonly title: string;
  readonly baseUrl: string;
  readonly keys: readonly string[];
  /** The credentials for Anthropic's own protocol go out there as well. */
  readonly sendsOurs?: boolean;
}

const use = (name: string): string => `CLAUDE_CODE_USE_${name}`;

const providers: readonly Provider[] = [
  {
    name: use('BEDROCK'),
    title: 'Amazon Bedrock',
    baseUrl: 'ANTHROPIC_BEDROCK_BASE_URL',
    keys: ['AWS_BEARER_TOKEN_BEDROCK'],
  },
  { name: use('VERTEX'), title: 'Google Vertex AI', baseUrl: 'ANTHROPIC_VERTEX_BASE_URL', keys: [] },
  {
    name: use('FOUNDRY'),
    title: 'Microsoft Foundry',
    baseUrl: 'ANTHROPIC_FOUNDRY_BASE_URL',
    keys: ['ANTHROPIC_FOUNDRY_AUTH_TOKEN', 'ANTHROPIC_FOUNDRY_API_KEY'],
  },
  {
    name: use('ANTHROPIC_AWS'),
    title: 'Claude Platform on AWS',
    baseUrl: 'ANTHROPIC_AWS_BASE_URL',
    keys: ['ANTHROPIC_AWS_API_KEY'],
    sendsOurs: true,
  },
  {
    name: use('ANTHROPIC_GOOGLE_CLOUD'),
    title: 'Claude on Google Cloud',
    baseUrl: 'ANTHROPIC_GOOGLE_CLOUD_BASE_URL',
    keys: [],
  },
  { name: use('MANTLE'), title: 'Amazon Bedrock', baseUrl: 'ANTHROPIC_BEDROCK_MANTLE_BASE_URL', keys: [] },
];

const isOn = (text: string): boolean => ['1', 'true', 'yes', 'on'].includes(text.trim().toLowerCase());

const first = (setters: readonly Setter[]): Setter | undefined => setters.find((setter) => setter.void === undefined);

function otherProvider(set: Set): Provider | undefined {
  return providers.find(({ name }) => isOn(first(set(name))?.text ?? ''));
}

function endpoints(set: Set, provider: Provider | undefined): readonly Claim[] {
  const urls = (name: string): readonly Claim[] =>
    set(name).map((setter) => claim('endpoint', setter, shownEndpoint(setter.text)));
  const socket = set('ANTHROPIC_UNIX_SOCKET').map((setter) => claim('endpoint', setter, 'a socket of this machine'));
  if (provider === undefined) return [...socket, ...urls('ANTHROPIC_BASE_URL')];
  const switches = set(provider.name).filter(({ text }) => isOn(text));
  return [
    ...urls(provider.baseUrl),
    ...switches.map((setter) => claim('endpoint', setter, provider.title)),
    ...urls('ANTHROPIC_BASE_URL').map((one) => ({ ...one, void: one.void ?? `${provider.name} is set` })),
  ];
}

const bearer = ['authorization'];
const key = ['x-api-key'];

function credentials(set: Set, layers: Layers, look: Look, provider: Provider | undefined): readonly Claim[] {
  const secrets = (name: string, headers: readonly string[]): readonly Claim[] =>
    set(name).map((setter) => ({ ...claim('credential', setter, shownCredential(setter.text.trim())), headers }));
  const tokens = secrets('ANTHROPIC_AUTH_TOKEN', bearer);
  const keys = secrets('ANTHROPIC_API_KEY', key);
  const helpers = helpersOf(layers).map((helper): Claim => ({
    ...helper,
    sets: 'credential',
    value: 'what it prints',
    headers: [...bearer, ...key],
  }));
  const custom = headersOf(set);
  const logins = [...secrets('CLAUDE_CODE_OAUTH_TOKEN', bearer), ...storedLogin(layers, look)];
  const beside = [tokens, helpers, keys].map((group) => group.find((one) => one.void === undefined)).find(Boolean);
  const lost = beside === undefined ? undefined : `not used beside ${beside.key}`;
  const heldBack = lost ?? (logins.some((one) => one.void === undefined) ? 'not used beside a login' : undefined);
  const ours = [
    ...tokens,
    ...custom.filter(({ headers }) => headers?.includes('x-api-key') === true),
    ...keys,
    ...helpers,
    ...custom.filter(({ headers }) => headers?.includes('authorization') === true),
    ...logins.map((one) => (lost === undefined || one.void !== undefined ? one : { ...one, void: lost, beaten: true })),
    ...storedKey(layers).map((one) => {
      // Beside a token alone it goes out too, in its own header.
      const why = keys.length + helpers.length === 0 && tokens.length > 0 ? undefined : heldBack;
      return why === undefined ? one : { ...one, void: why, beaten: true };
    }),
  ];
  if (provider === undefined) return ours;
  const theirs = provider.keys.flatMap((name) => secrets(name, name.endsWith('_API_KEY') ? key : bearer));
  if (provider.sendsOurs === true) return [...theirs, ...ours];
  return [...theirs, ...ours.map((one) => ({ ...one, void: one.void ?? `${provider.name} is set` }))];
}

/** Credentials in ANTHROPIC_CUSTOM_HEADERS, one header a line. */
function headersOf(set: Set): readonly Claim[] {
  return set('ANTHROPIC_CUSTOM_HEADERS').flatMap((setter) =>
    setter.text.split(/\r?\n/).flatMap((text): readonly Claim[] => {
      const [name, value] = [text.slice(0, Math.max(0, text.indexOf(':'))), text.slice(text.indexOf(':') + 1).trim()];
      const header = name.trim().toLowerCase();
      if (value === '' || !/(^|-)(authorization|key|token)$/.test(header)) return [];
      return [{ ...claim('credential', setter, shownCredential(value)), headers: [header] }];
    }),
  );
}

function storedLogin({ login }: Layers, { read }: Look): readonly Claim[] {
  const stored = markJson(read(login) ?? '');
  const token = stored === undefined ? undefined : plainAt(stored, 'claudeAiOauth', 'accessToken');
  if (stored === undefined || token === undefined) return [];
  const path = ['claudeAiOauth', 'accessToken'];
  const line = stored.line(...path);
  const place = { place: login, key: path.join('.'), ...(line === undefined ? {} : { line }) };
  return [{ sets: 'credential', from: 'login', ...place, value: shownCredential(token), headers: bearer }];
}

/** Of a login with the Console. */
function storedKey({ all }: Layers): readonly Claim[] {
  return all.flatMap((layer): readonly Claim[] => {
    const text = layer.state ? plainAt(layer.settings, 'primaryApiKey') : undefined;
    if (text === undefined || text === '') return [];
    const place = { ...placeOf(layer, 'primaryApiKey'), from: 'login' as const };
    return [{ sets: 'credential', ...place, value: shownCredential(text), headers: key }];
  });
}

function models(set: Set, { all }: Layers): readonly Claim[] {
  const variables = (name: string): readonly Claim[] =>
    set(name).map((setter) => claim('model', setter, resolved(setter.text, set)));
  const stored = all.flatMap((layer): readonly Claim[] => {
    const text = layer.state ? undefined : plainAt(layer.settings, 'model');
    return text === undefined || text === ''
      ? []
      : [{ sets: 'model', ...placeOf(layer, 'model'), value: resolved(text, set) }];
  });
  return [
    ...variables('ANTHROPIC_MODEL'),
    ...stored,
    ...variables('ANTHROPIC_DEFAULT_MODEL'),
    ...variables('ANTHROPIC_DEFAULT_OPUS_MODEL'),
  ];
}

/** An alias with the id that a variable gives it. */
function resolved(id: string, set: Set): string {
  const alias = /^(opus|sonnet|haiku|fable)$/i.exec(id.trim())?.[1];
  const text = alias === undefined ? undefined : first(set(`ANTHROPIC_DEFAULT_${alias.toUpperCase()}_MODEL`))?.text;
  return text === undefined ? id : `${id} → ${text}`;
}

/** The programs that settings name for a credential. */
function helpersOf({ all }: Layers): readonly Claim[] {
  return all.flatMap((layer): readonly Claim[] => {
    const text = layer.state ? undefined : plainAt(layer.settings, 'apiKeyHelper');
    if (text === undefined || text === '') return [];
    return [{ sets: 'command', ...placeOf(layer, 'apiKeyHelper'), value: shownCommand(text) }];
  });
}

function claim(sets: Claim['sets'], { text: _text, ...setter }: Setter, value: string): Claim {
  return { sets, ...setter, value };
}
