import { createAnswerReader as readMessages } from '../../protocols/anthropic-messages/answer.ts';
import { errors as messagesErrors } from '../../protocols/anthropic-messages/errors.ts';
import { createRequestWriter as writeMessages } from '../../protocols/anthropic-messages/request-writer.ts';
import { read as messagesUsage } from '../../protocols/anthropic-messages/usage.ts';
import { createAnswerReader as readChat, other } from '../../protocols/openai-chat/answer.ts';
import { errors as chatErrors } from '../../protocols/openai-chat/errors.ts';
import { createRequestWriter as writeChat } from '../../protocols/openai-chat/request-writer.ts';
import { read as chatUsage } from '../../protocols/openai-chat/usage.ts';
import { createAnswerReader as readResponses } from '../../protocols/openai-responses/answer.ts';
import { errors as responsesErrors } from '../../protocols/openai-responses/errors.ts';
import { createRequestWriter as writeResponses } from '../../protocols/openai-responses/request-writer.ts';
import { read as responsesUsage } from '../../protocols/openai-responses/usage.ts';
import type { Served } from './pair.ts';

/** What gateways serve. */
export const chat: Served = {
  id: 'openai-chat',
  createWriter: writeChat,
  createReader: readChat,
  usage: chatUsage,
  other,
  errors: chatErrors,
  sealsLetters: false,
};

export const responses: Served = {
  id: 'openai-responses',
  createWriter: writeResponses,
  createReader: readResponses,
  usage: responsesUsage,
  errors: responsesErrors,
  sealsLetters: false,
};

export const messages: Served = {
  id: 'anthropic-messages',
  createWriter: writeMessages,
  createReader: readMessages,
  usage: messagesUsage,
  errors: messagesErrors,
  sealsLetters: true,
};
