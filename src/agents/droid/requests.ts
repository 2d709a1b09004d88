import { vendorOf } from '../../models/vendors.ts';
import type { ModelEndpoint, Target } from '../agent.ts';
import type { AgentRequest, Feature } from '../agent-doctor.ts';
import { messages } from '../../protocols/anthropic-messages/features.ts';
import { chat } from '../../protocols/openai-chat/features.ts';
import { responses } from '../../protocols/openai-responses/features.ts';
import { budgetFor, commandTool, requestsToBoth, streaming, tools, when, type Turn } from '../../protocols/turn.ts';

/** As Droid 0.225.2 makes them, launched by Jetway. The small model works for its light subagents, with tools too. */
export function requests(target: Target): readonly AgentRequest[] {
  return requestsToBoth(target, (to) => turnOf(to, to.about.reasoning !== false && vendorOf(to.model) !== undefined));
}

const text = 'Use the tool Execute once to list the files: ls';
const shell = commandTool('Execute');

/** `thinks`: of a maker that Droid knows the models of. */
function turnOf({ model, protocol }: ModelEndpoint, thinks: boolean): Turn {
  if (protocol === 'anthropic-messages') {
    return {
      ...messages.question(model, text, budgetFor(thinks) + (thinks ? messages.leastThinking : 0)),
      features: [
        streaming,
        messages.systemBlocks,
        messages.cacheControl,
        hour,
        ...when(thinks, thinking(model)),
        tools({ tools: [messages.tool(shell)] }),
      ],
    };
  }
  if (protocol === 'openai-responses') {
    return {
      ...responses.question(model, text, budgetFor(thinks)),
      features: [
        streaming,
        { ...responses.outputLimit(budgetFor(thinks)), ours: true },
        responses.store,
        responses.cacheKey('droid'),
        ...when(
          thinks,
          responses.encryptedReasoning,
          responses.reasoning({ effort: 'high', summary: 'auto' }),
          responses.verbosity,
        ),
        tools({ tools: [responses.tool(shell)], tool_choice: 'auto' }),
        responses.parallelToolCalls,
      ],
    };
  }
  return {
    ...chat.question(model, text, budgetFor(thinks)),
    features: [
      ...chat.streaming,
      chat.outputLimit('max_tokens', budgetFor(thinks)),
      { id: 'temperature', name: 'temperature', body: { temperature: 1 }, words: /temperature/i },
      ...when(thinks, { ...chat.reasoning, body: { reasoning_effort: 'high' } }),
      tools({ tools: [chat.tool(shell)] }),
    ],
  };
}

/** Of its system text, in print mode. */
const hour: Feature = {
  id: 'cache-hour',
  name: 'cache_control for an hour',
  body: { system: [{ type: 'text', text: 'Be exact.', cache_control: { type: 'ephemeral', ttl: '1h' } }] },
  words: /\bttl\b|\b1h\b/i,
  with: 'cache-control',
};

/** A Claude of 4.6 or newer thinks as much as it likes. */
function thinking(model: string): Feature {
  if (!/claude-[a-z]+-(?:4[.-][6-9]|[5-9])/.test(model)) {
    return messages.interleavedThinking({ type: 'enabled', budget_tokens: messages.leastThinking });
  }
  const adaptive = messages.thinking({ type: 'adaptive' });
  return {
    ...adaptive,
    body: { ...adaptive.body, output_config: { effort: 'high' } },
    words: /thinking|adaptive|output_config|effort/i,
  };
}
