import { capabilities as messages } from './anthropic-messages/capabilities.ts';
import type { CapabilityWords } from './capability-words.ts';
import { capabilities as gemini } from './gemini/capabilities.ts';
import { capabilities as chat } from './openai-chat/capabilities.ts';
import { capabilities as responses } from './openai-responses/capabilities.ts';
import type { ProtocolId } from './protocols.ts';

export const capabilityWords: Readonly<Record<ProtocolId, CapabilityWords>> = {
  'anthropic-messages': messages,
  'openai-responses': responses,
  'openai-chat': chat,
  gemini,
};
