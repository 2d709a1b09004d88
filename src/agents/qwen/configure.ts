import { parseSettings } from '../../config-layers/commented-json.ts';
import { keyHeader } from '../../keys/key-headers.ts';
import type { ModelEndpoint, Target } from '../agent.ts';
import { keysOf, notPlain, plainKey, type Configures, type Given, type WantedKey } from '../agent-configure.ts';
import { userSettings } from './places.ts';
import { headerOf, modelProviders, typeOf, type Way } from './providers.ts';
import { settingsVersion } from './settings.ts';

/** Nothing else of Qwen Code's, and no launch, reads it. */
const variable = 'JETWAY_QWEN_KEY';

/**
 * Providers of names of our own, so that the user's lists stay as they are, with the name of the variable that holds the key
 * (https://qwenlm.github.io/qwen-code-docs/en/users/configuration/model-providers/, 0.24.4, driven). No command is known to
 * it. A project's file replaces all that a user's says of models.
 */
export const configure: Configures = {
  scopes: ['user'],
  configuration(target, given) {
    if (plainKey(target.main) === undefined) throw notPlain('Qwen Code', 'qwen', target);
    const { main, small } = target;
    return {
      variable,
      edits: [
        {
          path: userSettings(given.launch.host),
          format: 'jsonc',
          wanted: [
            ...versionFor(given),
            ...providersFor(target),
            { path: ['security', 'auth', 'selectedType'], value: typeOf(main) },
            { path: ['model', 'name'], value: main.model },
            { path: ['model', 'baseUrl'], value: main.baseUrl },
            ...(small.about.id === main.about.id || plainKey(small) === undefined
              ? []
              : [{ path: ['fastModel'], value: `${typeOf(small)}:${small.model}` }]),
          ],
        },
      ],
      files: [],
      remarks: [
        'A repository can redirect it: its own .qwen/settings.json takes the requests, with the key, to another host.',
        `Without ${variable} it ends or asks for a login; with a vendor's key in the shell, the gateway refuses the request.`,
      ],
    };
  },
};

/** Without it Qwen Code would write a new file anew at its first start. In another it stands for a layout of its own. */
function versionFor({ launch: { host }, look }: Given): readonly WantedKey[] {
  const text = look.read(userSettings(host)) ?? '';
  const isOurs = text.trim() === '' || parseSettings(text)?.['$version'] === settingsVersion;
  return isOurs ? [{ path: ['$version'], value: settingsVersion }] : [];
}

function providersFor(target: Target): readonly WantedKey[] {
  const models = target.models.filter((model) => plainKey(model) !== undefined);
  const layout = { ways: models.map(wayOf), of: models.map((_model, index) => index) };
  return Object.entries(modelProviders({ ...target, models }, { variables: {}, layout })).flatMap(([type, list]) => [
    ...keysOf(['modelProviders', `jetway-${type}`], list),
    { path: ['providerProtocol', `jetway-${type}`], value: type },
  ]);
}

/** The header is named as well: where the variable is not set, it keeps the key away that the shell has for a vendor. */
function wayOf(model: ModelEndpoint): Way {
  const { header, absent } = headerOf[typeOf(model)];
  const value = `\${${variable}}`;
  const held = {
    bearer: { [keyHeader.bearer]: `Bearer ${value}` },
    'x-api-key': { [keyHeader.anthropic]: value },
    'x-goog-api-key': { [keyHeader.google]: value },
    none: {},
  }[plainKey(model) ?? 'none'];
  return { envKey: variable, customHeaders: { [header]: absent, ...held } };
}
