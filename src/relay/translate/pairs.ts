import type { ProtocolId } from '../../protocols/protocols.ts';
import type { Translator } from '../translator.ts';
import * as dialects from './dialects.ts';
import { pair } from './pair.ts';
import * as served from './served.ts';

/** By the agent's protocol and the gateway's. The same pairs as `translations` in `protocols.ts`, which a test holds. */
export const translators: Readonly<Partial<Record<`${ProtocolId} to ${ProtocolId}`, Translator>>> = {
  'anthropic-messages to openai-chat': pair(dialects.messages, served.chat),
  'anthropic-messages to openai-responses': pair(dialects.messages, served.responses),
  'openai-responses to openai-chat': pair(dialects.responses, served.chat),
  'openai-responses to anthropic-messages': pair(dialects.responses, served.messages),
  'gemini to openai-chat': pair(dialects.gemini, served.chat),
};
