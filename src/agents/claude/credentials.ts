import { carriesCredential, keyHeader } from '../../keys/key-headers.ts';
import { shownCommand, shownCredential, type Origin, type Look } from '../../config-layers/origin.ts';
import { voided } from '../../config-layers/voided.ts';
import { originOf, placeOf, type SettersOf } from '../../config-layers/layer.ts';
import { plainAt } from '../../config-layers/located.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import type { ClaudeLayers } from './layers.ts';
import type { Provider } from './providers.ts';

/** All of them, in the order in which they win the header that they go in. */
export function credentials(
  set: SettersOf,
  layers: ClaudeLayers,
  look: Look,
  provider: Provider | undefined,
): readonly Origin[] {
  const secrets = (name: string, headers: readonly string[]): readonly Origin[] =>
    set(name).map((setter) => ({ ...originOf('credential', setter, shownCredential(setter.text.trim())), headers }));
  const tokens = secrets('ANTHROPIC_AUTH_TOKEN', bearer);
  const keys = secrets('ANTHROPIC_API_KEY', key);
  const helpers = helpersOf(layers).map((helper): Origin => ({
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
    ...custom.filter(({ headers }) => headers?.includes(keyHeader.anthropic) === true),
    ...keys,
    ...helpers,
    ...custom.filter(({ headers }) => headers?.includes(keyHeader.bearer) === true),
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
  return [...theirs, ...voided(ours, `${provider.name} is set`)];
}

/** The programs that settings name for a credential. */
export function helpersOf({ all }: ClaudeLayers): readonly Origin[] {
  return all.flatMap((layer): readonly Origin[] => {
    const text = layer.state ? undefined : plainAt(layer.settings, 'apiKeyHelper');
    if (text === undefined || text === '') return [];
    return [{ sets: 'command', ...placeOf(layer, 'apiKeyHelper'), value: shownCommand(text) }];
  });
}

const bearer = [keyHeader.bearer];
const key = [keyHeader.anthropic];

/** Credentials in ANTHROPIC_CUSTOM_HEADERS, one header a line. */
function headersOf(set: SettersOf): readonly Origin[] {
  return set('ANTHROPIC_CUSTOM_HEADERS').flatMap((setter) =>
    setter.text.split(/\r?\n/).flatMap((text): readonly Origin[] => {
      const [name, value] = [text.slice(0, Math.max(0, text.indexOf(':'))), text.slice(text.indexOf(':') + 1).trim()];
      const header = name.trim().toLowerCase();
      if (value === '' || !carriesCredential(header)) return [];
      return [{ ...originOf('credential', setter, shownCredential(value)), headers: [header] }];
    }),
  );
}

function storedLogin({ login }: ClaudeLayers, { read }: Look): readonly Origin[] {
  const stored = locateJson(read(login) ?? '');
  const token = stored === undefined ? undefined : plainAt(stored, 'claudeAiOauth', 'accessToken');
  if (stored === undefined || token === undefined) return [];
  const path = ['claudeAiOauth', 'accessToken'];
  const line = stored.line(...path);
  const place = { place: login, key: path.join('.'), ...(line === undefined ? {} : { line }) };
  return [{ sets: 'credential', from: 'login', ...place, value: shownCredential(token), headers: bearer }];
}

/** Of a login with the Console. */
function storedKey({ all }: ClaudeLayers): readonly Origin[] {
  return all.flatMap((layer): readonly Origin[] => {
    const text = layer.state ? plainAt(layer.settings, 'primaryApiKey') : undefined;
    if (text === undefined || text === '') return [];
    const place = { ...placeOf(layer, 'primaryApiKey'), from: 'login' as const };
    return [{ sets: 'credential', ...place, value: shownCredential(text), headers: key }];
  });
}
