import { describe, expect, it } from 'vitest';
import { startGateway, type Gateway, type GatewayOptions } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import { unbroken } from '../support/shown.ts';
import { interrupt, scripted } from '../support/scripted.ts';

const [old, next] = ['sk-bf-old-12345678', 'sk-bf-next-12345678'];
const demanding = (key: string): GatewayOptions => ({
  models: ['openai/gpt-5'],
  demand: { authorization: `Bearer ${key}` },
});

/** A profile with a stored key that the gateway took, and takes no more. */
async function outdated(here: Jetway, gateway: Gateway): Promise<void> {
  const argv = ['login', '--gateway', 'bifrost', '--base-url', gateway.url, '--key-stdin', '--no-check'];
  expect((await here.run(argv, { stdin: old })).code).toBe(0);
  await here.run(['profile', 'set', 'model.codex', 'openai/gpt-5']);
}

describe('a launch whose key is refused', () => {
  it('asks for another one in a terminal, stores it in the place of the old one, and goes on', async () => {
    await using gateway = await startGateway(demanding(next));
    await using here = await jetway();
    const agent = here.install('codex');
    await outdated(here, gateway);
    const prompts = scripted(['Key of Bifrost', next]);
    const { code, stderr } = await here.run(['codex', 'hi'], { prompts });
    expect(code, stderr).toBe(0);
    expect(prompts.left).toEqual([]);
    expect(unbroken(stderr)).toContain('The key came from');
    expect(stderr).toContain('The key is kept in');
    expect([...here.keys.values()]).toEqual([next]);
    expect(agent.given()?.argv).toContain('hi');
    expect((await here.run(['codex', 'hi'])).code).toBe(0);
  });

  it('asks as well where the profile had none', async () => {
    await using gateway = await startGateway(demanding(next));
    await using here = await jetway();
    here.install('codex');
    await here.run(['profile', 'create', 'work', '--gateway', 'bifrost', '--base-url', gateway.url]);
    await here.run(['profile', 'set', 'model.codex', 'openai/gpt-5']);
    const prompts = scripted(['Key of Bifrost', next]);
    const { code, stderr } = await here.run(['codex', 'hi'], { prompts });
    expect(code, stderr).toBe(0);
    expect(here.config()).toMatchObject({ profiles: { work: { keyFrom: 'keyring' } } });
  });

  it('keeps the old key and ends with 130 where nobody wants to answer', async () => {
    await using gateway = await startGateway(demanding(next));
    await using here = await jetway();
    const agent = here.install('codex');
    await outdated(here, gateway);
    const { code } = await here.run(['codex', 'hi'], { prompts: scripted(['Key of Bifrost', interrupt]) });
    expect(code).toBe(130);
    expect([...here.keys.values()]).toEqual([old]);
    expect(agent.given()).toBeUndefined();
  });

  it('does not ask where the key comes from a variable, and says that it wins over a stored one', async () => {
    await using gateway = await startGateway(demanding(next));
    await using here = await jetway();
    here.install('codex');
    await outdated(here, gateway);
    const env = { JETWAY_API_KEY: 'sk-bf-other-1234' };
    const { code, stderr } = await here.run(['codex', 'hi'], { prompts: scripted(), env });
    expect(code).toBe(4);
    expect(unbroken(stderr)).toContain('The key came from JETWAY_API_KEY, which wins over a stored key.');
  });

  it('does not ask without a terminal', async () => {
    await using gateway = await startGateway(demanding(next));
    await using here = await jetway();
    here.install('codex');
    await outdated(here, gateway);
    const { code, stderr } = await here.run(['codex', 'hi']);
    expect(code).toBe(4);
    expect(stderr).not.toContain('is kept');
  });
});
