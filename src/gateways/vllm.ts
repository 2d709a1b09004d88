import { listAt, textAt } from '../json-path.ts';
import type { Gateway } from './gateway.ts';
import { localServer } from './local/server.ts';

/** vLLM, whose list has each model's window. https://docs.vllm.ai, 2026-11 */
export const vllm: Gateway = localServer({
  id: 'vllm',
  aliases: ['v-llm'],
  name: 'vLLM',
  url: 'http://localhost:8000',
  keyVariables: ['VLLM_API_KEY'],
  sign: {
    path: '/v1/models',
    matches: (body) => listAt(body, 'data').some((model) => textAt(model, 'owned_by') === 'vllm'),
  },
  start: 'Start it: vllm serve <model>',
  window: 'Start vLLM with a larger window: vllm serve <model> --max-model-len 65536',
});
