import type { JsonObject, ModelEndpoint } from '../agent.ts';
import { keysOf, notPlain, plainKey, type Configures } from '../agent-configure.ts';
import { userSettings } from './places.ts';
import { keyVariable, providersOf } from './providers.ts';
import { aliasBegins, aliasOf, entryOf } from './settings.ts';

/**
 * Providers and models of names of our own, so that the user's stay as they are; a provider names the variable that holds the
 * key, for no command is known to it (2.1.0, driven). No project has settings that could redirect it.
 */
export const configure: Configures = {
  scopes: ['user'],
  configuration(target, { launch }) {
    if (!isPlain(target.main)) throw notPlain('Kimi Code', 'kimi', target);
    const providers = providersOf({ ...target, headers: {}, models: target.models.filter(isPlain) });
    const named = (name: string): string => `${aliasBegins.slice(0, -1)}-${name}`;
    return {
      variable: keyVariable,
      edits: [
        {
          path: userSettings(launch.host),
          format: 'toml',
          wanted: [
            { path: ['default_model'], value: aliasOf(target.main) },
            ...Object.entries(providers.entries as Readonly<Record<string, JsonObject>>).flatMap(([name, entry]) =>
              keysOf(['providers', named(name)], entry),
            ),
            ...providers.models.flatMap(({ endpoint, provider }) =>
              keysOf(['models', aliasOf(endpoint)], entryOf(endpoint, named(provider))),
            ),
          ],
        },
      ],
      files: [],
      remarks: [
        "A repository can't redirect it: Kimi Code takes no provider and no model from a project's files.",
        `Without ${keyVariable} it ends before a request, and names that variable.`,
      ],
    };
  },
};

/** The key, if there is one, goes in the header that the protocol has for it: no other can be filled from a variable. */
function isPlain(endpoint: ModelEndpoint): boolean {
  const key = plainKey(endpoint);
  if (key === undefined || key === 'none') return key === 'none';
  if (endpoint.protocol === 'anthropic-messages') return key === 'x-api-key';
  return key === (endpoint.protocol === 'gemini' ? 'x-goog-api-key' : 'bearer');
}
