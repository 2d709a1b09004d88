import { messageOf } from '../diagnosis.ts';
import { textAt } from '../../json-path.ts';
import type { Diagnosis } from '../gateway.ts';

/**
 * By type, then text, then status: the Messages route has types of Anthropic's, and budgets were 400 before they were
 * 429. LiteLLM 1.101.6; what says so, 1.108.7.
 */
export function explainBody(body: unknown): Diagnosis | undefined {
  const text = messageOf(body) ?? '';
  const type = textAt(body, 'error', 'type') ?? '';
  const found = errors.find(([types, pattern]) => types?.test(type) === true || pattern.test(text));
  return found?.[2](text === '' ? '' : ` (${text})`);
}

function budgetUsedUp(said: string): Diagnosis {
  return {
    code: 'gateway',
    message: `A budget of LiteLLM's is used up${said}.`,
    hint: 'Wait for its reset, or have it raised by who runs the proxy.',
  };
}

/** The first whose type or text fits. */
const errors: readonly (readonly [type: RegExp | undefined, text: RegExp, (said: string) => Diagnosis])[] = [
  [/^budget_exceeded$/, /budget has been exceeded|exceeded budget|crossed budget/i, budgetUsedUp],
  [
    /^expired_key$/,
    /\bexpired key\b/i,
    () => ({
      code: 'credential',
      message: 'The key of LiteLLM has expired.',
      hint: 'Have another made, then: jetway login',
    }),
  ],
  [
    /_model_access_denied$/,
    /not allowed to access model/i,
    (said) => ({
      code: 'model',
      message: `The key may not use this model${said}.`,
      hint: 'See what it may: jetway list-models',
    }),
  ],
  [
    undefined,
    /invalid model name passed in model=/i,
    (said) => ({
      code: 'model',
      message: `LiteLLM has no model of that name${said}.`,
      hint: 'See what it has: jetway list-models',
    }),
  ],
  [
    /^no_db_connection$/,
    /^no connected db/i,
    () => ({
      code: 'credential',
      message: 'LiteLLM does not accept the key: without a database it knows only its master key.',
      hint: 'Ask who runs the proxy for the right one, then: jetway login',
    }),
  ],
  [
    /^token_not_found_in_db$/,
    /invalid proxy server token|unable to find token/i,
    () => ({
      code: 'credential',
      message: 'LiteLLM does not know this key.',
      hint: 'It may be from another proxy, or deleted. Store the right one: jetway login',
    }),
  ],
  [
    undefined,
    /litellm\.AuthenticationError/,
    (said) => ({
      code: 'gateway',
      message: `The provider behind LiteLLM refuses the proxy's own key${said}.`,
      hint: 'Ask who runs the proxy, or choose a model of another provider: jetway list-models',
    }),
  ],
  [
    undefined,
    // Over Anthropic's protocol it asks an OpenAI-compatible server for /responses, which many lack (1.108.7).
    /litellm\.NotFoundError.*OpenAIException/,
    (said) => ({
      code: 'model',
      message: `The server behind LiteLLM has no such model, or not the path that it was asked for${said}.`,
      hint: 'Where it serves chat completions alone, the proxy needs use_chat_completions_url_for_anthropic_messages: true under litellm_settings; other models: jetway list-models',
    }),
  ],
  [
    /^all_deployments_in_cooldown$/,
    /\bno deployments available\b/i,
    () => ({
      code: 'gateway',
      message:
        'LiteLLM has set every deployment of this model aside for some seconds: the provider behind it refused or failed.',
      hint: "After a provider's 401 it says this instead (1.108): ask again in a moment for the cause, with jetway ask, or look into the proxy's log.",
      transient: true,
    }),
  ],
  [
    undefined,
    /ContextWindowExceededError/,
    (said) => ({
      code: 'model',
      message: `The conversation is longer than this model's window${said}.`,
      hint: 'Choose a model with a larger one: jetway list-models --sort context',
    }),
  ],
];
