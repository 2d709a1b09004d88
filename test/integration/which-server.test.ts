import { describe, expect, it } from 'vitest';
import { at, listAt, parseJson, textAt } from '../../src/json-path.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';
import { scripted } from '../support/scripted.ts';

const models = ['openai/gpt-5', 'anthropic/claude-sonnet-4-5'];

/** The demo gateway with the one answer by which a LiteLLM proxy is known. */
async function startLike(): Promise<Gateway> {
  return startGateway({
    models,
    answers: ({ path }) =>
      path === '/health/liveliness'
        ? { status: 200, headers: { 'content-type': 'application/json' }, body: `"I'm alive!"` }
        : undefined,
  });
}

describe('a server of any kind that is one that Jetway knows', () => {
  const flags = (gateway: Gateway): readonly string[] => ['--gateway', 'compatible', '--base-url', gateway.url];

  it('is told of at the first launch and kept, and the second asks and tells nothing', async () => {
    await using gateway = await startLike();
    await using here = await jetway();
    here.install('codex');
    const prompts = scripted(['Which model', 'openai/gpt-5']);
    const { code, stderr } = await here.run([...flags(gateway), 'codex'], { prompts });
    expect(code, stderr).toBe(0);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`${gateway.url}: It is LiteLLM; --gateway litellm knows`);
    expect(here.config()).toMatchObject({ profiles: { compatible: { settings: { server: 'litellm' } } } });
    const shown = await here.run(['profile', 'show']);
    expect(shown.stdout).toMatch(/server +litellm/);
    const asked = gateway.to('/health/liveliness').length;
    const second = scripted();
    const again = await here.run(['codex'], { prompts: second });
    expect(again.code, again.stderr).toBe(0);
    expect(second.asked).toEqual([]);
    expect(again.stderr).not.toContain('It is LiteLLM');
    expect(gateway.to('/health/liveliness')).toHaveLength(asked);
  });

  it.each([
    ['litellm', { current: 'litellm', profiles: { litellm: { gateway: 'litellm' } } }],
    ['compatible', { profiles: { compatible: { gateway: 'compatible', settings: { server: 'litellm' } } } }],
  ])('is used as %s where it was picked from the list and that is the answer', async (word, config) => {
    await using gateway = await startLike();
    await using here = await jetway();
    here.install('codex');
    const prompts = scripted(
      ['Which gateway', 'compatible'],
      ['Base URL', gateway.url],
      ['Use it as', word],
      ['Key of', ''],
      ['Which model', 'openai/gpt-5'],
    );
    const { code, stderr } = await here.run(['codex'], { prompts });
    expect(code, stderr).toBe(0);
    expect(prompts.left).toEqual([]);
    expect(here.config()).toMatchObject(config);
  });

  it('is told of by the doctor and by list-models --verbose, and what was kept of another address is not', async () => {
    await using gateway = await startLike();
    await using other = await startGateway({ models });
    await using here = await jetway();
    const login = ['login', ...flags(gateway), '--no-check', '--key-stdin'];
    await here.run(login, { stdin: 'sk-test-key' });
    expect(here.config()).toMatchObject({ profiles: { compatible: { settings: { server: 'litellm' } } } });
    const serverOf = async (more: readonly string[]): Promise<unknown> => {
      const { stdout } = await here.run(['doctor', '--json', ...more]);
      return listAt(parseJson(stdout), 'checks').find((one) => textAt(one, 'id') === 'server');
    };
    expect(await serverOf([])).toMatchObject({ status: 'pass', detail: expect.stringContaining('It is LiteLLM') });
    expect(await serverOf(['--base-url', other.url])).toMatchObject({ detail: expect.stringContaining('none that') });
    const listed = await here.run(['list-models', '--verbose']);
    expect(listed.stderr).toContain('It is LiteLLM');
    expect(listed.stdout).not.toContain('It is LiteLLM');
    const changed = await here.run(['login', ...flags(other), '--no-check', '--key-stdin'], { stdin: 'sk-test-key' });
    expect(changed.code, changed.stderr).toBe(0);
    expect(at(here.config(), 'profiles', 'compatible', 'settings', 'server')).toBe(undefined);
  });
});
