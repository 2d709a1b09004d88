import { answerWords as messagesWords } from '../../protocols/anthropic-messages/answer-words.ts';
import { errors as messagesErrors } from '../../protocols/anthropic-messages/errors.ts';
import { readRequest as readMessages } from '../../protocols/anthropic-messages/request-reader.ts';
import { answerWords as geminiWords } from '../../protocols/gemini/answer-words.ts';
import { errors as geminiErrors } from '../../protocols/gemini/errors.ts';
import { readRequest as readGemini } from '../../protocols/gemini/request-reader.ts';
import { answerWords as responsesWords } from '../../protocols/openai-responses/answer-words.ts';
import { errors as responsesErrors } from '../../protocols/openai-responses/errors.ts';
import { readRequest as readResponses } from '../../protocols/openai-responses/request-reader.ts';
import type { Dialect } from './pair.ts';

/** What agents speak. */
export const messages: Dialect = {
  id: 'anthropic-messages',
  readRequest: readMessages,
  history: 'messages',
  keepsThoughts: true,
  words: messagesWords,
  errors: messagesErrors,
  count: (tokens) => ({ input_tokens: tokens }),
};

export const responses: Dialect = {
  id: 'openai-responses',
  readRequest: readResponses,
  history: 'input',
  keepsThoughts: true,
  words: responsesWords,
  errors: responsesErrors,
};

export const gemini: Dialect = {
  id: 'gemini',
  readRequest: readGemini,
  history: 'contents',
  keepsThoughts: false,
  words: geminiWords,
  errors: geminiErrors,
  count: (tokens) => ({ totalTokens: tokens }),
};
