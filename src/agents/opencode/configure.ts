import { join } from 'node:path';
import { variable } from '../../host.ts';
import { isJoined, Secret, type SecretJson } from '../../keys/secret.ts';
import { Failure } from '../../failure.ts';
import type { Json, JsonObject } from '../../json-path.ts';
import type { Target } from '../agent.ts';
import { keysOf, type Configuration, type Configures, type Given } from '../agent-configure.ts';
import type { Edition } from './edition.ts';
import { placesOf, providerOf } from './endpoints.ts';
import { allOf } from './models.ts';
import { pluginText } from './persistent-plugin.ts';

/**
 * A provider in the user's configuration, and a plugin of ours beside it that puts the key on its requests, which a command
 * gives (1.18.33 and Kilo 7.7.9, driven). Without the plugin the empty `apiKey` sends none, not the user's OPENAI_API_KEY.
 */
export function configureOf(edition: Edition): Configures {
  return {
    scopes: ['user'],
    configuration: (target, given) => configuration(edition, target, given),
  };
}

function configuration(edition: Edition, target: Target, { launch: { host }, look }: Given): Configuration {
  const named = variable(host.env, 'XDG_CONFIG_HOME', host.platform) ?? '';
  const folder = join(named === '' ? join(host.home, '.config') : named, edition.command);
  const names = edition.layout.beside.at(-1) ?? [];
  const found = names.map((name) => join(folder, name)).find((path) => look.read(path) !== undefined);
  const places = placesOf(target);
  const models = JSON.parse(JSON.stringify(allOf(target, places))) as JsonObject;
  const { npm, api } = providerOf(target.main);
  const provider: Json = {
    npm,
    name: target.gateway.name,
    env: [],
    options: { baseURL: api, apiKey: '' },
  };
  const wanted = [
    ...keysOf(['provider', 'jetway'], provider),
    { path: ['provider', 'jetway', 'models'], value: models },
    { path: ['model'], value: `jetway/${target.main.about.id}` },
    { path: ['small_model'], value: `jetway/${target.small.about.id}` },
  ];
  return {
    edits: [{ path: found ?? join(folder, names.at(-1) ?? ''), format: 'jsonc', wanted }],
    files: [{ path: join(folder, 'plugin', 'jetway.js'), text: plugin(edition, target, places.endpoints, models) }],
    remarks: [
      `A repository's own configuration of ${edition.name} runs code and ranks above yours; the key goes to the gateway alone, but what runs there can ask for it as you can. Start it by jetway ${edition.command} where you do not trust one.`,
      `${edition.name} installs what plugins need at its first start, from npm.`,
    ],
  };
}

function plugin(edition: Edition, target: Target, endpoints: readonly SecretJson[], models: JsonObject): string {
  const { printKey, gateway, main } = target;
  const accounts = [...new Set(endpoints.flatMap(accountsIn))];
  if (accounts.length > 0 && printKey === undefined) {
    throw new Failure('credential', `There is no command for the key of ${gateway.name}.`, 'Store it: jetway login');
  }
  const print = (printKey ?? []).slice(0, -1);
  const { npm, api } = providerOf(main);
  return pluginText({
    name: edition.name,
    gateway: gateway.name,
    endpoints: endpoints.map(described),
    commands: Object.fromEntries(accounts.map((account) => [account, [...print, account]])),
    provider: { npm, baseURL: api, models },
  });
}

/** With the account in the place of each key, as the plugin reads it. */
function described(json: SecretJson): Json {
  if (json instanceof Secret) return { account: json.account };
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return (json as readonly SecretJson[]).map(described);
  if (isJoined(json)) return { text: json.text.map(described) };
  return Object.fromEntries(
    Object.entries(json as object).map(([name, value]) => [name, described(value as SecretJson)]),
  );
}

function accountsIn(json: SecretJson): readonly string[] {
  if (json instanceof Secret) return [json.account];
  if (json === null || typeof json !== 'object') return [];
  return Object.values(json).flatMap((value) => accountsIn(value as SecretJson));
}
