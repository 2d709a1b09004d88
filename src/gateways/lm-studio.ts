import type { Model } from '../models/catalogue.ts';
import { at, listAt, numberAt, textAt } from '../json-path.ts';
import { readModelList } from '../models/read-list.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import type { Gateway } from './gateway.ts';
import { localServer } from './local/server.ts';

/** LM Studio. https://lmstudio.ai/docs, 0.4 */
export const lmStudio: Gateway = localServer({
  id: 'lm-studio',
  aliases: ['lmstudio', 'lms'],
  name: 'LM Studio',
  url: 'http://localhost:1234',
  keyVariables: [],
  // As it calls the owner of every model.
  sign: {
    path: '/v1/models',
    matches: (body) => listAt(body, 'data').some((model) => textAt(model, 'owned_by') === 'organization_owner'),
  },
  details: { path: '/api/v1/models', read: readDetails },
  start: 'Start its server: lms server start',
  missing: (model) => `Get it: lms get ${model}`,
  window: 'Load the model with a larger window: lms load --context-length 65536',
});

/** A model that is not loaded gets the window of its settings, which nothing tells. */
function readDetails(body: unknown, protocolsOf: (id: string) => readonly ProtocolId[]): readonly Model[] {
  const data = listAt(body, 'models')
    .filter((entry) => textAt(entry, 'type') === 'llm')
    .map((entry) => {
      const windows = listAt(entry, 'loaded_instances')
        .map((instance) => numberAt(instance, 'config', 'context_length'))
        .filter((window) => window !== undefined);
      return {
        id: at(entry, 'key'),
        display_name: at(entry, 'display_name'),
        ...(windows.length === 0 ? {} : { context_length: Math.min(...windows) }),
        ...(at(entry, 'capabilities', 'trained_for_tool_use') === true ? { supported_parameters: ['tools'] } : {}),
        ...(at(entry, 'capabilities', 'vision') === true
          ? { architecture: { input_modalities: ['text', 'image'] } }
          : {}),
      };
    });
  return readModelList({ data }, protocolsOf);
}
