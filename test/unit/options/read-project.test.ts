import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agents } from '../../../src/agents/index.ts';
import { Failure } from '../../../src/failure.ts';
import { destinationOf, parseProject } from '../../../src/options/read-project.ts';

const path = '/repo/.jetway.json';
const text = (document: object): string => JSON.stringify({ schemaVersion: 1, ...document });

describe('a project’s file', () => {
  it('is read as it is written', () => {
    const said = {
      gateway: 'compatible',
      settings: { 'base-url': 'https://gateway.example.com/v1', protocols: 'openai-chat' },
      models: { codex: 'openai/gpt-5', claude: 'claude-sonnet-5' },
      smallModels: { claude: 'claude-haiku-5' },
      tags: { team: 'web', 'cost.center': 'a b' },
      checks: 'always',
    };
    expect(parseProject(text({ $schema: 'x', ...said }), path)).toEqual(said);
    expect(destinationOf(said)).toBe('https://gateway.example.com');
    const nothing = { settings: {}, models: {}, smallModels: {}, tags: {} };
    expect(parseProject('\uFEFF{"schemaVersion":1}', path)).toEqual(nothing);
    expect(destinationOf(nothing)).toBeUndefined();
    expect(parseProject(text({ gateway: 'Bifrost' }), path)).toMatchObject({ gateway: 'bifrost' });
  });

  const to = (url: string): string => text({ gateway: 'compatible', settings: { 'base-url': url } });
  it.each([
    ['nothing', '', 'no JSON object'],
    ['a list', '[]', 'no JSON object'],
    ['comments', '{"schemaVersion":1/* */}', 'no JSON object'],
    ['a later version', '{"schemaVersion":2}', 'schemaVersion'],
    ['a command for the key', text({ keyCommand: ['evil'] }), '"keyCommand"'],
    ['a key', text({ key: 'x' }), '"key"'],
    ['variables', text({ env: { A: 'b' } }), '"env"'],
    ['headers', text({ headers: { A: 'b' } }), '"headers"'],
    ['hooks', text({ hooks: {} }), '"hooks"'],
    ['a command', text({ command: 'evil' }), '"command"'],
    ['MCP servers', text({ mcpServers: {} }), '"mcpServers"'],
    ['another file', text({ extends: '../x' }), '"extends"'],
    ['a profile', text({ profile: 'work' }), '"profile"'],
    ['that it is trusted', text({ trusted: true }), '"trusted"'],
    ['a member in other letters', text({ Gateway: 'bifrost' }), 'mean gateway?'],
    ['a member of every object', '{"schemaVersion":1,"__proto__":{"gateway":"bifrost"}}', '__proto__'],
    ['the constructor', text({ constructor: {} }), 'constructor'],
    ['a gateway that is none', text({ gateway: 'bifrots' }), 'mean bifrost?'],
    ['a gateway that is an object', text({ gateway: {} }), 'no text'],
    ['settings without a gateway', text({ settings: { 'base-url': 'https://a.example' } }), 'without a "gateway"'],
    ['settings in a list', text({ gateway: 'bifrost', settings: ['a'] }), 'no object'],
    ['a setting of every object', '{"schemaVersion":1,"gateway":"bifrost","settings":{"__proto__":"a"}}', '__proto__'],
    ['a setting that is a number', text({ gateway: 'bifrost', settings: { 'base-url': 1 } }), 'no text'],
    [
      'a setting of its management',
      text({ gateway: 'cloudflare', settings: { 'api-url': 'https://a.example' } }),
      'api-url',
    ],
    ['a key command as a setting', text({ gateway: 'bifrost', settings: { 'key-command': 'evil' } }), 'key-command'],
    ['plain HTTP to another machine', to('http://evil.example'), 'http://'],
    ['another scheme', to('file:///etc/passwd'), 'no URL'],
    ['an address with a password', to('https://user:secret@evil.example'), 'password'],
    ['an address with a placeholder', to('https://evil.example/${JETWAY_API_KEY}'), 'placeholder'],
    ['an address in letters that look like others', to('https://gateway.exаmple.com'), 'ASCII'],
    ['an address that is turned round', to('https://evil.example/\u202Emoc.elpmaxe'), 'ASCII'],
    ['an address with a line break', to('https://evil.example\r\nx-evil: 1'), 'ASCII'],
    ['an escape for the terminal', text({ models: { codex: '\u001B[2Jgpt' } }), 'ASCII'],
    ['an agent that is none', text({ models: { codx: 'a' } }), 'mean codex?'],
    ['a model that is a flag', text({ models: { codex: '--config=evil' } }), 'dash'],
    ['a model that is a list', text({ models: { codex: ['a'] } }), 'no text'],
    ['an empty model', text({ models: { codex: '' } }), 'empty'],
    ['a long model', text({ models: { codex: 'a'.repeat(501) } }), 'too long'],
    ['a key as a model', text({ models: { codex: 'sk-ant-0123456789abcdef0123' } }), 'looks like a key'],
    ['a bearer as a tag', text({ tags: { a: 'Bearer abc' } }), 'looks like a key'],
    ['another user', text({ tags: { user: 'root' } }), '"user"'],
    ['another session', text({ tags: { session: 'x' } }), '"session"'],
    ['a header in a tag', text({ tags: { 'a\r\nb': 'x' } }), "can't give"],
    ['no checks', text({ checks: 'never' }), 'for who launches to say'],
    ['no checks in another word', text({ checks: false }), 'for who launches to say'],
  ])('with %s is not used at all, and named', (_what, content, named) => {
    let failure: unknown;
    try {
      parseProject(content, path);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(Failure);
    const { code, message, hint } = failure as Failure;
    expect(code).toBe('configuration');
    expect(`${message} ${hint}`).toContain(named);
    expect(message).toContain(path);
    expect(hint).toContain('--no-project');
    expect(`${message}${hint}`).toMatch(/^[\u0020-\u007e…]+$/);
  });

  it('says what its schema says', () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../../docs/schemas/project.schema.json', import.meta.url), 'utf8'),
    ) as {
      properties: Record<string, unknown>;
      $defs: { byAgent: { propertyNames: { enum: string[] } } };
    };
    expect(schema.$defs.byAgent.propertyNames.enum).toEqual(agents.map(({ id }) => id));
    for (const member of Object.keys(schema.properties)) {
      const value =
        member === 'gateway' ? 'bifrost' : member === 'checks' ? 'auto' : member === 'schemaVersion' ? 1 : {};
      expect(() =>
        parseProject(JSON.stringify({ gateway: 'bifrost', schemaVersion: 1, [member]: value }), path),
      ).not.toThrow();
    }
  });
});
