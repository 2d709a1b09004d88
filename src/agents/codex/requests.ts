import type { JsonObject, ModelEndpoint, Target } from '../agent.ts';
import type { AgentRequest, Feature } from '../agent-doctor.ts';
import { responses } from '../../protocols/openai-responses/features.ts';
import { brief, budgetFor, requestOf, streaming, tools, type Tool } from '../../protocols/turn.ts';
import { sharingWay } from './catalogue.ts';
import { bareName } from './records.ts';

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
  const budget = budgetFor(about.reasoning !== false);
  return requestOf(endpoint, role, {
    headers: { accept: 'text/event-stream' },
    body: { model, input: [message('user', 'Use the tool exec_command once to list the files: ls')] },
    features: [...common(budget), ...(isKnown(model) ? vendors : [responses.reasoning({})])],
    budget,
  });
}

/** Its catalogue of 0.169.0 starts with gpt-5.5. */
function isKnown(model: string): boolean {
  return /^gpt-(?:5\.[5-9]|[6-9])/.test(bareName(model));
}

const id = '00000000-0000-4000-8000-000000000000';

function message(role: string, text: string): JsonObject {
  return { type: 'message', id: `msg_${id}`, role, content: [{ type: 'input_text', text }] };
}

function tool(name: string, description: string): JsonObject {
  return { ...responses.tool({ name, description, schema }), strict: false };
}

const schema: Tool['schema'] = {
  type: 'object',
  properties: { cmd: { type: 'string' } },
  required: ['cmd'],
  additionalProperties: false,
};

function common(budget: number): readonly Feature[] {
  return [
    streaming,
    { ...responses.outputLimit(budget), ours: true },
    { ...responses.instructing('developer'), body: { input: [message('developer', brief)] } },
    tools({ tools: [tool('exec_command', 'Runs a command.')], tool_choice: 'auto' }),
    responses.parallelToolCalls,
    responses.store,
    responses.encryptedReasoning,
    responses.cacheKey(id),
    {
      id: 'client-metadata',
      name: 'client_metadata',
      body: { client_metadata: { session_id: id, thread_id: id } },
      words: /client_metadata/i,
    },
  ];
}

const vendors: readonly Feature[] = [
  responses.reasoning({ effort: 'medium' }),
  responses.verbosity,
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
          tools: [tool('close_agent', 'Ends one.')],
        },
      ],
    },
    words: /\bnamespace\b|multi_agent/i,
    avoid: 'jetway codex -c features.multi_agent=false',
    with: 'tools',
  },
];
