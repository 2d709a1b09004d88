import { protocols, type ProtocolId } from '../../protocols.ts';
import type { AgentRequest, Feature, JsonObject, ModelEndpoint, Target } from '../agent.ts';
import { knownAs } from './known.ts';

/** As Copilot CLI 1.0.102 makes them, launched by Jetway. It asks one model for everything. */
export function requests({ main }: Target): readonly AgentRequest[] {
  const { model, protocol } = main;
  if (protocol === 'gemini') return [];
  const maker = /^(claude|gpt|gemini)-/.exec(knownAs(main))?.[1];
  const thinks = protocol === 'anthropic-messages' && maker !== undefined;
  const budget = thinks ? leastThinking + 512 : 512;
  const { headers = {}, body, features } = dialects[protocol](main, budget, maker);
  return [
    {
      role: 'main',
      endpoint: main,
      path: protocols[protocol].requestPath(model),
      headers: { 'content-type': 'application/json', ...headers },
      body,
      features,
      budget,
    },
  ];
}

interface Dialect {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  readonly features: readonly Feature[];
}

/** Tokens; a vendor's own minimum. Copilot's is 2048. */
const leastThinking = 1024;
const text = 'Use the bash tool once to list the files: ls';
const brief = 'Be brief.';
const schema = { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] };
const bash = { name: 'bash', description: 'Runs a command.' };
const tool = {
  id: 'tools',
  name: 'tools',
  words: /\btools?\b(?!_choice)|functions?\b|input_schema|\bstrict\b/i,
} as const;
const stream: Feature = { id: 'streaming', name: 'streaming', body: { stream: true }, words: /\bstream(?!_options)/i };

/** Of a maker that it knows, it asks every model to think. */
type Ask = (to: ModelEndpoint, budget: number, maker: string | undefined) => Dialect;

const dialects: Readonly<Record<Exclude<ProtocolId, 'gemini'>, Ask>> = {
  'openai-responses': ({ model }, budget, maker) => ({
    body: {
      model,
      instructions: brief,
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }],
    },
    features: [
      stream,
      limit('max_output_tokens', budget),
      { id: 'store', name: 'store: false', body: { store: false }, words: /\bstore\b/i },
      { id: 'cache-key', name: 'prompt_cache_key', body: { prompt_cache_key: 'copilot' }, words: /prompt_cache_key/i },
      {
        id: 'encrypted-reasoning',
        name: 'include: reasoning.encrypted_content',
        body: { include: ['reasoning.encrypted_content'] },
        words: /\binclude\b|encrypted_content|encrypted reasoning/i,
      },
      {
        id: 'reasoning',
        name: 'reasoning',
        body: { reasoning: { ...(maker === undefined ? {} : { effort: 'medium' }), summary: 'auto' } },
        words: /\breasoning\b(?!\.encrypted)|\beffort\b/i,
      },
      { ...tool, body: { tools: [{ type: 'function', ...bash, parameters: schema, strict: false }] } },
      {
        id: 'parallel-tool-calls',
        name: 'parallel_tool_calls',
        body: { parallel_tool_calls: true },
        words: /parallel_tool_calls/i,
        with: 'tools',
      },
      ...patches(model, { ...patch, format: { type: 'grammar', ...grammar } }),
    ],
  }),
  'openai-chat': ({ model }, budget, maker) => ({
    body: {
      model,
      messages: [
        { role: 'system', content: brief },
        { role: 'user', content: text },
      ],
    },
    features: [
      stream,
      {
        id: 'stream-options',
        name: 'stream_options',
        body: { stream_options: { include_usage: true } },
        words: /stream_options|include_usage/i,
        with: 'streaming',
      },
      limit('max_tokens', budget),
      maker === undefined
        ? {
            id: 'sampling',
            name: 'temperature, top_p and penalties',
            body: { temperature: 0, top_p: 0.95, frequency_penalty: 0, presence_penalty: 0 },
            words: /temperature|top_p|_penalty/i,
          }
        : temperature,
      ...only(maker !== undefined, {
        id: 'reasoning',
        name: 'reasoning_effort',
        body: { reasoning_effort: 'medium' },
        words: /reasoning_effort|\beffort\b/i,
      }),
      { ...tool, body: { tools: [{ type: 'function', function: { ...bash, parameters: schema } }] } },
      ...only(maker === 'gemini', {
        id: 'tool-choice',
        name: 'tool_choice: validated',
        body: { tool_choice: 'validated' },
        words: /tool_choice|validated/i,
        with: 'tools',
      }),
      ...patches(model, { custom: { ...patch, format: { type: 'grammar', grammar } } }),
    ],
  }),
  'anthropic-messages': ({ model }, budget, maker) => ({
    headers: { 'anthropic-version': '2023-06-01' },
    body: { model, max_tokens: budget, messages: [{ role: 'user', content: [{ type: 'text', text }] }] },
    features: [
      stream,
      {
        id: 'cache-control',
        name: 'cache_control',
        body: { system: [{ type: 'text', text: brief, cache_control: { type: 'ephemeral' } }] },
        words: /cache[_ -]control|prompt caching/i,
      },
      maker === undefined ? { ...temperature, body: { temperature: 0 } } : temperature,
      ...only(maker !== undefined, thinking(model)),
      { ...tool, body: { tools: [{ ...bash, input_schema: schema }] } },
      ...only(maker === 'gemini', {
        id: 'tool-choice',
        name: 'tool_choice',
        body: { tool_choice: { type: 'auto' } },
        words: /tool_choice/i,
        with: 'tools',
      }),
    ],
  }),
};

const temperature: Feature = {
  id: 'temperature',
  name: 'temperature',
  body: { temperature: 1 },
  words: /temperature/i,
};

/** A Claude of 4.6 or newer thinks as much as it likes. */
function thinking(model: string): Feature {
  const adapts = /claude-[a-z]+-(?:4[.-][6-9]|[5-9])/.test(model);
  return {
    id: 'thinking',
    name: adapts ? 'adaptive thinking' : 'thinking',
    body: adapts
      ? { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'medium' } }
      : { thinking: { type: 'enabled', budget_tokens: leastThinking, display: 'summarized' } },
    words: /\bthinking\b|budget_tokens|output_config|\beffort\b/i,
  };
}

const patch = { name: 'apply_patch', description: 'Edits files.' };
const grammar = { syntax: 'lark', definition: 'start: /.+/' };

/** A tool that takes a text of a grammar, for most of OpenAI's models. */
function patches(model: string, definition: JsonObject): readonly Feature[] {
  return only(/(?:^|\/)gpt-(?!5-mini)/.test(model), {
    id: 'custom-tools',
    name: 'tools of the type custom',
    body: { tools: [{ type: 'custom', ...definition }] },
    words: /\bcustom\b|grammar|apply_patch/i,
    with: 'tools',
  });
}

function limit(name: string, budget: number): Feature {
  return { id: 'output-limit', name, body: { [name]: budget }, words: /max_(?:output_)?tokens/i };
}

function only(wanted: boolean, feature: Feature): readonly Feature[] {
  return wanted ? [feature] : [];
}
