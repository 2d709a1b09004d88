import { expect, test } from 'vitest';
import { readAnswers } from '../../../src/options/parse-settings.ts';
import { findGateway } from '../../../src/gateways/index.ts';
import { account } from '../../support/connections.ts';

const cloudflare = findGateway('cloudflare_ai_gateway');
const url = `https://gateway.ai.cloudflare.com/v1/${account}/my-gw`;

test('a URL and the ids beside it may say the same', () => {
  expect(readAnswers(cloudflare, { 'account-id': account, 'base-url': url })).toMatchObject({
    'account-id': account,
    'gateway-id': 'my-gw',
  });
});

test('they may not contradict each other, in whatever order they come', () => {
  const other = account.replaceAll('0', '1');
  expect(() => readAnswers(cloudflare, { 'account-id': other, 'base-url': url })).toThrow(
    'disagree about the account-id',
  );
  expect(() => readAnswers(cloudflare, { 'base-url': url, 'gateway-id': 'other' })).toThrow(
    'disagree about the gateway-id',
  );
});

test('an unknown setting is refused with those there are', () => {
  expect(() => readAnswers(cloudflare, { acount: 'x' })).toThrow(
    expect.objectContaining({ code: 'usage', hint: expect.stringContaining('account-id') }),
  );
});

test('an unknown gateway is refused with those there are', () => {
  expect(() => findGateway('cloudfare')).toThrow(
    expect.objectContaining({
      code: 'usage',
      hint: expect.stringContaining(
        'cloudflare, bifrost, litellm, openrouter, vercel, helicone, databricks, portkey, claude-apps, cliproxyapi, claude-code-router, ollama, lm-studio, vllm, llama-cpp, compatible',
      ),
    }),
  );
});
