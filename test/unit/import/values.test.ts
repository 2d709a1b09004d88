import { describe, expect, it } from 'vitest';
import { gatewayAt, withHeader } from '../../../src/import/gateway-at.ts';
import { Hidden } from '../../../src/import/launcher.ts';
import { keyIn, models, valueIn } from '../../../src/import/values.ts';

const ids = '0123456789abcdef0123456789abcdef';

describe('the gateway that an address is of', () => {
  it.each([
    [`https://gateway.ai.cloudflare.com/v1/${ids}/team/openai/compat`, 'cloudflare'],
    [`http://127.0.0.1:8787/v1/${ids}/team/compat`, 'cloudflare'],
    ['https://openrouter.ai/api/v1/chat/completions', 'openrouter'],
    ['https://ai-gateway.vercel.sh/v1', 'vercel'],
    ['https://ai-gateway.helicone.ai/v1', 'helicone'],
    ['http://127.0.0.1:11434', 'ollama'],
    ['http://localhost:4000/v1', 'litellm'],
    ['http://[::1]:1234', 'lm-studio'],
  ])('%s is told by it', (url, gateway) => {
    expect(gatewayAt(url, 'openai-chat').gateway).toBe(gateway);
  });

  it.each([
    'https://llm.example.com/v1',
    'http://localhost:8080/v1',
    'http://127.0.0.1:8787/v1',
    'https://openrouter.ai.example.com/api',
    'https://gateway.ai.cloudflare.com.example.com/v1',
    'no address',
  ])('%s is of any, and speaks what was spoken', (url) => {
    expect(gatewayAt(url, 'anthropic-messages')).toEqual({
      gateway: 'compatible',
      given: { 'base-url': url, protocols: 'anthropic-messages' },
    });
  });

  it('is told the header of a key of Anthropic’s kind only where it is of any kind', () => {
    const any = gatewayAt('https://llm.example.com', 'anthropic-messages');
    expect(withHeader(any, true).given).toMatchObject({ 'credential-header': 'x-api-key' });
    expect(withHeader(any, false)).toEqual(any);
    const known = gatewayAt('http://127.0.0.1:11434', 'anthropic-messages');
    expect(withHeader(known, true)).toEqual(known);
  });
});

describe('a key as it stands in a file', () => {
  it.each([
    ['$TEAM_KEY', 'TEAM_KEY'],
    ['${TEAM_KEY}', 'TEAM_KEY'],
  ])('is the variable that %s names', (text, variable) => {
    expect(keyIn(text, '/f')).toEqual({ kind: 'variable', variable });
  });

  it.each([undefined, '', '  ', 'YOUR_API_KEY', '<your key>', 'sk-xxxxxx', '...', 'your-api-key-here'])(
    'is none where it was never filled in: %s',
    (text) => {
      expect(keyIn(text, '/f')).toEqual({ kind: 'none' });
    },
  );

  it('is kept from every output, and can be had', () => {
    const key = keyIn(' sk-SECRET-1 ', '/f');
    expect(key).toEqual({ kind: 'text', path: '/f', text: expect.any(Hidden) });
    expect(key.kind === 'text' ? key.text.reveal() : '').toBe('sk-SECRET-1');
    expect(JSON.stringify(key)).not.toContain('SECRET');
  });
});

describe('what a stranger wrote', () => {
  it('has no model that is none, nor one that stands for several', () => {
    expect(models('a/b', 'a/b', 7, null, '', 'openai/*', 'x\u001B[2J', 'c')).toEqual(['a/b', 'c']);
  });

  it('is a failure that names the file where it is no such text', () => {
    const look = { has: () => true, text: () => '[1]', rows: async () => undefined };
    for (const format of ['JSON', 'TOML', 'YAML'] as const) {
      expect(() => valueIn('/home/dev/x', format, { ...look, text: () => '= [' })).toThrow(
        `/home/dev/x can't be read as ${format}.`,
      );
    }
    expect(valueIn('/home/dev/x', 'JSON', { ...look, text: () => undefined })).toBeUndefined();
  });
});
