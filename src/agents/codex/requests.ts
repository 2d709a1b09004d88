import { bareName } from './records.ts';
import { sharingWay } from './catalogue.ts';
import type { AgentRequest, Feature, JsonObject, ModelEndpoint, Target } from '../agent.ts';

/**
 * As Codex 0.169.0 makes them, launched by Jetway. Only for models of the vendor's own does it send a free-form tool, a
 * namespace of tools, a verbosity and an effort.
 */
export function requests(target: Target): readonly AgentRequest[] {
  const { main, small } = target;
  const apart = small.model !== main.model && sharingWay(main)(small);
  return [requestTo(main, 'main'), ...(apart ? [requestTo(small, 'small')] : [])];
}

function requestTo(endpoint: ModelEndpoint, role: AgentRequest['role']): AgentRequest {
  const { model, about } = endpoint;
  const budget = about.reasoning === false ? 128 : 512;
  return {
    role,
    endpoint,
    path: '/responses',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: { model, input: [message('user', 'Use the tool exec_command once to list the files: ls')] },
    features: [...common(budget), ...(isKnown(model) ? vendors : [{ ...reasoning, body: { reasoning: {} } }])],
    budget,
  };
}

/** Its catalogue of 0.169.0 starts with gpt-5.5. */
function isKnown(model: string): boolean {
  return /^gpt-(?:5\.[5-9]|[6-9])/.test(bareName(model));
}

const id = '00000000-0000-4000-8000-000000000000';

function message(role: string, text: string): JsonObject {
  return { type: 'message', id: `msg_${id}`, role, content: [{ type: 'input_text', text }] };
}

const command = {
  type: 'object',
  properties: { cmd: { type: 'string' } },
  required: ['cmd'],
  additionalProperties: false,
};

function common(budget: number): readonly Feature[] {
  return [
    { id: 'streaming', name: 'streaming', body: { stream: true }, words: /\bstream/i },
    {
      id: 'output-limit',
      name: 'max_output_tokens',
      body: { max_output_tokens: budget },
      words: /max_output_tokens/i,
      ours: true,
    },
    {
      id: 'developer-messages',
      name: 'messages of the role developer',
      body: { input: [message('developer', 'Be brief.')] },
      words: /\bdeveloper\b|\broles?\b/i,
    },
    {
      id: 'tools',
      name: 'tools',
      body: {
        tools: [
          {
            type: 'function',
            name: 'exec_command',
            description: 'Runs a command.',
            strict: false,
            parameters: command,
          },
        ],
        tool_choice: 'auto',
      },
      words: /\btools?\b|tool_choice|function|\bstrict\b/i,
    },
    {
      id: 'parallel-tool-calls',
      name: 'parallel_tool_calls',
      body: { parallel_tool_calls: true },
      words: /parallel_tool_calls|parallel tool/i,
      with: 'tools',
    },
    { id: 'store', name: 'store: false', body: { store: false }, words: /\bstore\b/i },
    {
      id: 'encrypted-reasoning',
      name: 'include: reasoning.encrypted_content',
      body: { include: ['reasoning.encrypted_content'] },
      words: /\binclude\b|encrypted_content|encrypted reasoning/i,
    },
    { id: 'cache-key', name: 'prompt_cache_key', body: { prompt_cache_key: id }, words: /prompt_cache_key/i },
    {
      id: 'client-metadata',
      name: 'client_metadata',
      body: { client_metadata: { session_id: id, thread_id: id } },
      words: /client_metadata/i,
    },
  ];
}

const reasoning: Feature = { id: 'reasoning', name: 'reasoning', words: /\breasoning\b(?!\.encrypted)|\beffort\b/i };

const vendors: readonly Feature[] = [
  { ...reasoning, body: { reasoning: { effort: 'medium' } } },
  { id: 'verbosity', name: 'text.verbosity', body: { text: { verbosity: 'low' } }, words: /verbosity|\btext\b/i },
  {
    id: 'custom-tool',
    name: 'a tool of the type custom',
    body: {
      tools: [
        {
          type: 'custom',
          name: 'apply_patch',
          description: 'Edits files.',
          format: { type: 'grammar', syntax: 'lark', definition: 'start: "*** Begin Patch" LF\nLF: "\\n"' },
        },
      ],
    },
    words: /\bcustom\b|apply_patch|grammar|\blark\b/i,
    with: 'tools',
  },
  {
    id: 'tool-namespace',
    name: 'a tool of the type namespace',
    body: {
      tools: [
        {
          type: 'namespace',
          name: 'multi_agent_v1',
          description: 'Other agents.',
          tools: [
            { type: 'function', name: 'close_agent', description: 'Ends one.', strict: false, parameters: command },
          ],
        },
      ],
    },
    words: /\bnamespace\b|multi_agent/i,
    avoid: 'jetway codex -c features.multi_agent=false',
    with: 'tools',
  },
];
