import { listAt, textAt } from '../json-path.ts';
import { readModelList } from '../models/read-list.ts';
import type { Gateway } from './gateway.ts';
import { localServer } from './local/server.ts';

/** Ollama. https://docs.ollama.com, 2026-11 */
export const ollama: Gateway = localServer({
  id: 'ollama',
  aliases: ['ollama-local'],
  name: 'Ollama',
  url: 'http://localhost:11434',
  addressVariables: ['OLLAMA_HOST'],
  address: readHost,
  windowVariables: ['OLLAMA_CONTEXT_LENGTH'],
  // OLLAMA_API_KEY is for models that run at Ollama's, and this server forwards to them by itself.
  keyVariables: [],
  // Others tell their version there, too, and more with it.
  sign: {
    path: '/api/version',
    matches: (body) => textAt(body, 'version') !== undefined && Object.keys(body as object).length === 1,
  },
  // Its other answers have the window that a model was made for, not the one that it is given.
  details: { path: '/api/ps', read: readModelList },
  // A request with tools for a model without them is 400 (0.17.4); what a model can do is told before any.
  tools: {
    path: '/api/show',
    ask: (model) => ({ model }),
    read: (body) => {
      const able = listAt(body, 'capabilities');
      return able.length === 0 ? undefined : able.includes('tools');
    },
  },
  start: 'Start it: ollama serve',
  missing: (model) => `Get it: ollama pull ${model}`,
  // https://docs.ollama.com/context-length, 2026-11: 4k with less than 24 GB of video memory; 64k is advised for agents.
  window:
    'Ollama cuts what is longer without a word. Start it with a larger window: OLLAMA_CONTEXT_LENGTH=64000 ollama serve',
});

/** `OLLAMA_HOST` is where the server listens: a scheme or port may be missing, and 0.0.0.0 is all of this machine. */
function readHost(text: string): string {
  if (/^[a-z]+:\/\//i.test(text) && !/\/\/(?:0\.0\.0\.0|\[::\])/.test(text)) return text;
  const [, scheme = 'http://', host = '', port = '', path = ''] =
    /^([a-z]+:\/\/)?(\[[\d:a-f]*\]|[^:/]*)(:\d+)?(\/.*)?$/i.exec(text) ?? [];
  if (host === '' && port === '') return text;
  const isAnywhere = host === '' || host === '0.0.0.0' || host === '[::]';
  const isName = isAnywhere || /^(?:localhost|[\d.]+|\[.*\])$/i.test(host);
  return isName ? `${scheme}${isAnywhere ? '127.0.0.1' : host}${port === '' ? ':11434' : port}${path}` : text;
}
