import { join } from 'node:path';
import { shownEndpoint, type Origin, type Look } from '../../config-layers/origin.ts';
import { voided } from '../../config-layers/voided.ts';
import { originOf, placeOf, taken, type Setter, type SettersOf } from '../../config-layers/layer.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { hookCommands, programsIn, serverCommands, startingVariables } from '../../config-layers/programs.ts';
import { textAt } from '../../json-path.ts';
import { removeFromJson } from '../../edits/removal.ts';
import { credentials, helpersOf } from './credentials.ts';
import { layersOf, settersOf, type ClaudeLayers } from './layers.ts';
import { isOn, otherProvider, type Provider } from './providers.ts';
import { problemsOf } from './problems.ts';

/**
 * Who sets what, as Claude Code 2.1.330 was seen to decide it: each variable by its layers, then the credentials by what
 * is there beside them.
 */
export function origins(look: Look): readonly Origin[] {
  const layers = layersOf(look);
  const set = (name: string): readonly Setter[] => settersOf(name, layers, look);
  const provider = otherProvider(set);
  const found = [
    ...endpoints(set, provider).map((one) => removable(one, set, layers)),
    ...credentials(set, layers, look, provider),
    ...models(set, layers),
    ...helpersOf(layers),
    ...programs(layers, look),
  ].map((one) => (one.from === 'managed' ? { ...one, beatsJetway: true } : one));
  return [...found, ...problemsOf(layers, look, found)];
}

/** Where there is a Keychain, that is where a login goes (2.1.332, its program). */
export function unseen({ host }: Look): string | undefined {
  return host.platform === 'darwin' ? 'a login in the Keychain' : undefined;
}

/** An address in the user's own settings; `.claude.json` is not touched, for Claude Code writes it all the time. */
function removable(one: Origin, set: SettersOf, { all }: ClaudeLayers): Origin {
  const setter = set('ANTHROPIC_BASE_URL').find(({ place, key: name }) => place === one.place && name === one.key);
  const layer = all.find(({ place }) => place === one.place);
  if (setter === undefined || one.from !== 'user' || layer === undefined || layer.state) return one;
  // It may hold a credential.
  if (/[@?#]/.test(setter.text)) return one;
  return { ...one, removal: removeFromJson(one.place, one.key.split('.'), setter.text) };
}

function endpoints(set: SettersOf, provider: Provider | undefined): readonly Origin[] {
  const urls = (name: string): readonly Origin[] =>
    set(name).map((setter) => originOf('endpoint', setter, shownEndpoint(setter.text)));
  const socket = set('ANTHROPIC_UNIX_SOCKET').map((setter) => originOf('endpoint', setter, 'a socket of this machine'));
  if (provider === undefined) return [...socket, ...urls('ANTHROPIC_BASE_URL')];
  const switches = set(provider.name).filter(({ text }) => isOn(text));
  return [
    ...urls(provider.baseUrl),
    ...switches.map((setter) => originOf('endpoint', setter, provider.title)),
    ...voided(urls('ANTHROPIC_BASE_URL'), `${provider.name} is set`),
  ];
}

function models(set: SettersOf, { all }: ClaudeLayers): readonly Origin[] {
  const variables = (name: string): readonly Origin[] =>
    set(name).map((setter) => originOf('model', setter, resolved(setter.text, set)));
  const stored = all.flatMap((layer): readonly Origin[] => {
    const text = layer.state ? undefined : textAt(layer.settings.value, 'model');
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
function resolved(id: string, set: SettersOf): string {
  const alias = /^(opus|sonnet|haiku|fable)$/i.exec(id.trim())?.[1];
  const text = alias === undefined ? undefined : taken(set(`ANTHROPIC_DEFAULT_${alias.toUpperCase()}_MODEL`))?.text;
  return text === undefined ? id : `${id} → ${text}`;
}

/** Asked about in a terminal alone; print mode runs them (2.1.332, driven). None of them is given the key. */
function programs({ all }: ClaudeLayers, { host, read }: Look): readonly Origin[] {
  const place = join(host.cwd, '.mcp.json');
  const settings = locateJson(read(place) ?? '');
  const servers = settings === undefined ? [] : [{ from: 'project' as const, place, settings }];
  return [
    ...programsIn(all, [
      hookCommands,
      'statusLine.command',
      'otelHeadersHelper',
      'awsAuthRefresh',
      'awsCredentialExport',
      ...startingVariables.map((name) => `env.${name}`),
    ]),
    ...programsIn(servers, [serverCommands]),
  ];
}
