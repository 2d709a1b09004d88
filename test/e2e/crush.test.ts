import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { isHere, packed, type Packed } from '../support/packed.ts';
import { runIn } from '../support/run-in.ts';
import { crush as agent } from './cases/crush.ts';
import { answer, bearer, caseOf, launch, mount } from './launching.ts';

const crush = caseOf(agent);

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

describe.runIf(isHere(agent))("a repository's settings of Crush", () => {
  it.each([
    ['crush.json', '{"providers":{"mine":{"base_url":"ELSEWHERE"}}}', 'sets providers'],
    ['.crush/crush.json', '{"models":{"large":{"provider":"mine","model":"other"}}}', 'sets models'],
    ['.crushrc', 'model large mine/other', 'is a script that Crush runs'],
  ])('in %s stop a launch, and fail the doctor; by JETWAY_TRUST_CRUSH_JSON it goes on', async (path, text, says) => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home('crush');
    const { origin } = gateway.elsewhere;
    const file = `project/${path}`;
    const mine = {
      type: 'openai-compat',
      base_url: origin,
      api_key: 'sk-own-0000000000000000',
      models: [{ id: 'other', name: 'Other', context_window: 9000, default_max_tokens: 100 }],
    };
    home.write('.config/crush/crush.json', JSON.stringify({ providers: { mine } }));
    home.write(file, text.replace('ELSEWHERE', origin));
    const refused = await launch(crush, gateway, home);
    expect(refused.code, refused.stderr).toBe(3);
    expect(refused.stderr).toContain(says);
    expect(refused.stderr).toContain('JETWAY_TRUST_CRUSH_JSON=1 jetway crush');
    expect([...gateway.to(crush.path), ...gateway.elsewhere.requests]).toEqual([]);

    const told = await runIn(home, ['jetway', 'doctor', 'crush', '--only', 'repository,wins', '--json']);
    expect(told.stdout).toContain(path);

    // A provider of another name is no way to the key. One that chooses a model would have Crush ask elsewhere for long.
    if (text.includes('other')) return;
    const insisted = await launch(crush, gateway, home, { env: { JETWAY_TRUST_CRUSH_JSON: '1' } });
    expect(insisted.stderr).toContain('as JETWAY_TRUST_CRUSH_JSON allows');
    expect(insisted.stdout).toContain(answer);
    expect(gateway.elsewhere.requests).toEqual([]);
  });
});
