import { expect, it } from 'vitest';
import { read } from '../../../src/protocols/openai-chat/usage.ts';

it.each([
  [
    'thoughts inside the answer, as OpenAI counts',
    {
      prompt_tokens: 100,
      completion_tokens: 30,
      total_tokens: 130,
      completion_tokens_details: { reasoning_tokens: 20 },
    },
    { input: 100, output: 30, reasoning: 20 },
  ],
  [
    'thoughts beside the answer, as the total says',
    {
      prompt_tokens: 100,
      completion_tokens: 10,
      total_tokens: 130,
      completion_tokens_details: { reasoning_tokens: 20 },
    },
    { input: 100, output: 30, reasoning: 20 },
  ],
  [
    "DeepSeek's cache",
    {
      prompt_tokens: 100,
      completion_tokens: 1,
      total_tokens: 101,
      prompt_cache_hit_tokens: 64,
      prompt_cache_miss_tokens: 36,
    },
    { input: 100, cached: 64, output: 1 },
  ],
  [
    "Kimi's cache",
    { prompt_tokens: 100, completion_tokens: 1, total_tokens: 101, cached_tokens: 64 },
    { input: 100, cached: 64, output: 1 },
  ],
  ['nothing that was counted', {}, {}],
])('reads %s', (_name, usage, expected) => {
  expect(read({ choices: [], usage }).usage).toEqual(expected);
});
