import { read as messages } from './anthropic-messages/usage.ts';
import { errors as messagesErrors } from './anthropic-messages/errors.ts';
import type { ErrorWords } from './complaint.ts';
import { read as gemini } from './gemini/usage.ts';
import { errors as geminiErrors } from './gemini/errors.ts';
import { read as chat } from './openai-chat/usage.ts';
import { errors as chatErrors } from './openai-chat/errors.ts';
import { read as responses } from './openai-responses/usage.ts';
import { errors as responsesErrors } from './openai-responses/errors.ts';
import type { ProtocolId } from './protocols.ts';
import type { Reading } from './usage.ts';

/** What an event, or a whole answer, says of itself. */
export const readings: Readonly<Record<ProtocolId, (event: unknown) => Reading>> = {
  'anthropic-messages': messages,
  'openai-responses': responses,
  'openai-chat': chat,
  gemini,
};

export const errorWords: Readonly<Record<ProtocolId, ErrorWords>> = {
  'anthropic-messages': messagesErrors,
  'openai-responses': responsesErrors,
  'openai-chat': chatErrors,
  gemini: geminiErrors,
};

/** What is known after one more event: each field's last word. */
export function joined(before: Reading, next: Reading): Reading {
  return {
    ...before,
    ...next,
    ...(before.usage === undefined && next.usage === undefined ? {} : { usage: { ...before.usage, ...next.usage } }),
  };
}
