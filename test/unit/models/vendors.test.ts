import { expect, it } from 'vitest';
import { protocolIds } from '../../../src/protocols/protocols.ts';
import { protocolOrder, vendorOf } from '../../../src/models/vendors.ts';

it.each([
  ['claude-opus-4-5', 'anthropic', 'anthropic-messages'],
  ['anthropic/claude-opus-4-5', 'anthropic', 'anthropic-messages'],
  ['bedrock/claude-opus-4-5', 'anthropic', 'anthropic-messages'],
  ['gpt-5.5', 'openai', 'openai-responses'],
  ['openai/my-finetune', 'openai', 'openai-responses'],
  ['o3', 'openai', 'openai-responses'],
  ['o4-mini', 'openai', 'openai-responses'],
  ['codex-mini', 'openai', 'openai-responses'],
  ['gemini-2.5-pro', 'gemini', 'gemini'],
  ['google/gemini-2.5-pro', 'gemini', 'gemini'],
  ['olmo-2', undefined, 'openai-chat'],
  ['o3x', undefined, 'openai-chat'],
  ['my-claude-like', undefined, 'openai-chat'],
  ['deepseek/deepseek-v3', undefined, 'openai-chat'],
  ['', undefined, 'openai-chat'],
])('%j is of %s, best over %s', (model, vendor, protocol) => {
  expect(vendorOf(model)?.id).toBe(vendor);
  expect(protocolOrder(model)[0]).toBe(protocol);
  expect(protocolOrder(model).toSorted()).toEqual(protocolIds.toSorted());
});
