import { keysOf, notPlain, plainKey, type Configures, type WantedKey } from '../agent-configure.ts';
import { catalogueOf } from './catalogue.ts';
import { connect, providerId } from './environment.ts';
import { storesModel } from './stored.ts';

/**
 * A provider whose key a command of Jetway's gives (https://developers.openai.com/codex/config-reference, 0.171.0, driven).
 * Of a project's file Codex takes the model alone, so there is no other place than the user's.
 */
export const configure: Configures = {
  scopes: ['user'],
  configuration(target, { launch, folder }) {
    const { provider, set } = connect(target);
    const key = plainKey(target.main);
    if (Object.keys(set).length > 0 || (key !== 'bearer' && key !== 'none')) throw notPlain('Codex', 'codex', target);
    const catalogue = catalogueOf(target, { ...launch, folder });
    const top: readonly WantedKey[] = [
      { path: ['model'], value: target.main.model },
      { path: ['model_provider'], value: providerId },
      ...(catalogue === undefined ? [] : [{ path: ['model_catalog_json'], value: catalogue.file.path }]),
      { path: ['web_search'], value: 'disabled' },
    ];
    const table = keysOf(['model_providers', providerId], provider);
    return {
      edits: [{ path: storesModel.path(launch.host, []), format: 'toml', wanted: [...top, ...table] }],
      files: catalogue === undefined ? [] : [{ path: catalogue.file.path, text: catalogue.file.content() }],
      remarks: [
        "A repository can change the model alone: Codex takes no provider from a project's file.",
        ...(catalogue === undefined
          ? ["Codex was not asked what it knows of models, so /model shows OpenAI's own."]
          : [
              `Codex does not start without ${catalogue.file.path}: before Jetway is removed, jetway unconfigure codex`,
            ]),
      ],
    };
  },
};
