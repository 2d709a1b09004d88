import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { entriesIn } from '../support/relay/entries.ts';
import { type Ended, runIn } from '../support/run-in.ts';

// Agents that speak more than one protocol, at gateways that serve none of these for the model.
const agents = [
  ['qwen', 'demo/gpt-5.5', 'openai-responses', '/responses', ['--yolo', '-p']],
  ['goose', 'demo/claude-sonnet-4-6', 'anthropic-messages', '/v1/messages', ['run', '-t']],
] as const;

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

describe.each(agents)('%s with %s over %s, translated', (agent, model, protocol, path, args) => {
  const run = (home: Home, url: string, prompt: string, more: object = {}, others: object = {}): Promise<Ended> => {
    const settings = { 'base-url': url, protocols: protocol };
    const work = { gateway: 'compatible', settings, models: { [agent]: model }, ...more };
    const config = { schemaVersion: 1, current: 'work', profiles: { work, ...others } };
    home.write('.config/jetway/config.json', JSON.stringify(config));
    return runIn(home, ['jetway', agent, ...args, prompt], { env: { JETWAY_API_KEY: 'gw-93b1c4e07d' } });
  };

  it('answers with what a tool found', async () => {
    await using gateway = await startGateway();
    await using home = await programs.home(agent);
    home.write('project/alpha.txt', '');
    const { code, stdout, stderr } = await run(home, gateway.url, 'list the files');
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/The tool ran; its\s+first\s+line:/);
    expect(stderr).toContain('is reached by translation');
    expect(JSON.stringify(gateway.to(path).at(-1)?.body)).toContain('alpha.txt');
    expect(entriesIn(home)[0]).toMatchObject({ translatedTo: protocol, outcome: 'whole', status: 200 });
  });

  it('stops at a rule, and prints its sentence', async () => {
    await using gateway = await startGateway();
    await using home = await programs.home(agent);
    const { stdout, stderr } = await run(home, gateway.url, 'say hello', { allowModels: ['other'] });
    expect(stdout + stderr).toContain('is not among the models that');
    expect(gateway.to(path)).toEqual([]);
    expect(new Set(entriesIn(home).map(({ outcome }) => outcome))).toEqual(new Set(['refused']));
  });

  it('goes to the other profile where the gateway fails, translated anew', async () => {
    await using gateway = await startGateway({ misbehave: { [path]: '503' } });
    await using other = await startGateway();
    await using home = await programs.home(agent);
    const settings = { 'base-url': other.url, protocols: 'openai-chat' };
    const spare = { gateway: 'compatible', settings, models: { [agent]: 'demo/small' } };
    const { code, stderr } = await run(home, gateway.url, 'say hello', { fallback: ['profile:spare'] }, { spare });
    expect(code, stderr).toBe(0);
    expect(other.to('/chat/completions').length).toBeGreaterThan(0);
    expect(entriesIn(home)[0]).toMatchObject({ outcome: 'whole', because: 'fallback after 503' });
  });
});
