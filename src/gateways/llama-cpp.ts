import type { Model } from '../models/catalogue.ts';
import { at, listAt, numberAt, textAt } from '../json-path.ts';
import { readModelList } from '../models/read-list.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import type { Gateway } from './gateway.ts';
import { localServer } from './local/server.ts';

/** The server of llama.cpp. https://github.com/ggml-org/llama.cpp/tree/master/tools/server, 2026-11 */
export const llamaCpp: Gateway = localServer({
  id: 'llama-cpp',
  aliases: ['llama.cpp', 'llamacpp', 'llama-server'],
  name: 'llama.cpp',
  url: 'http://localhost:8080',
  keyVariables: ['LLAMA_API_KEY'],
  sign: {
    path: '/v1/models',
    matches: (body) => listAt(body, 'data').some((model) => textAt(model, 'owned_by') === 'llamacpp'),
  },
  list: readList,
  details: { path: '/props', read: readProps },
  start: 'Start it: llama-server --jinja -m <model.gguf>',
  window: 'Start it with a larger window: llama-server --ctx-size 65536',
});

/** The same models stand under `models`, too, with less of each. */
function readList(body: unknown, protocolsOf: (id: string) => readonly ProtocolId[]): readonly Model[] {
  return readModelList({ data: listAt(body, 'data') }, protocolsOf);
}

/** For servers whose list does not tell the window; one for several models has none of its own here. */
function readProps(body: unknown, protocolsOf: (id: string) => readonly ProtocolId[]): readonly Model[] {
  const window = numberAt(body, 'default_generation_settings', 'n_ctx') ?? 0;
  const data = window > 0 ? [{ id: at(body, 'model_alias'), context_length: window }] : [];
  return readModelList({ data }, protocolsOf);
}
