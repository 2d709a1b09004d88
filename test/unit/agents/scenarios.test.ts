import { describe, expect, it } from 'vitest';
import { agents, findAgent } from '../../../src/agents/index.ts';
import { sentCredentials, whereIs, winner, type Origin } from '../../../src/config-layers/origin.ts';
import { broken, type Broken } from '../../e2e/scenarios/broken-settings.ts';
import { scenarios } from '../../e2e/scenarios/index.ts';
import * as secrets from '../../e2e/scenarios/scenario.ts';
import type { Scenario } from '../../e2e/scenarios/scenario.ts';
import { lookAt, type Machine } from '../../support/look.ts';

// The scenarios that the real agents decide end to end: what is told of them needs no agent.
const place = { a: 'http://a.test', b: 'http://b.test', c: 'http://c.test', home: '/home/dev' };

function machineOf({ env, files, ...scenario }: Pick<Scenario, 'cwd' | 'env' | 'files'>): Machine {
  return {
    cwd: `/home/dev/${scenario.cwd ?? 'project'}`,
    env: env?.(place) ?? {},
    files: Object.fromEntries(Object.entries(files?.(place) ?? {}).map(([path, text]) => [`/home/dev/${path}`, text])),
  };
}

async function originsOn({ agent, ...scenario }: Pick<Scenario, 'agent' | 'cwd' | 'env' | 'files'>) {
  const doctor = await findAgent(agent).doctor?.();
  return doctor?.origins?.(lookAt(machineOf(scenario))) ?? [];
}

describe('who wins', () => {
  it.each(agents.map(({ id }) => id))('is nothing for %s on a new machine', async (agent) => {
    expect(await originsOn({ agent })).toEqual([]);
  });

  it.each(scenarios)('is told for $agent with $what', async (scenario) => {
    const found = await originsOn(scenario);
    const endpoint = winner(found, 'endpoint', 'user')?.value ?? '';
    const model = winner(found, 'model', 'user')?.value;
    const shown = (value: string): string => (value === 'what it prints' ? (scenario.printed ?? '') : value).slice(-4);
    expect({
      endpoint: Object.entries(place).find(([, url]) => endpoint.startsWith(url))?.[0],
      credentials: sentCredentials(found)
        .map(({ value }) => shown(value))
        .toSorted(),
      model: model?.split(/\/| → /).at(-1),
    }).toEqual({
      endpoint: scenario.endpoint,
      credentials: scenario.credentials.map(shown).toSorted(),
      model: scenario.model,
    });
    // A launch goes to its own gateway then, as the end-to-end tests show.
    const sets: readonly Origin['sets'][] = ['endpoint', 'credential', 'model'];
    expect(sets.map((each) => winner(found, each, 'jetway'))).toEqual(sets.map(() => undefined));
    const text = JSON.stringify(found);
    const { exported, key, stored, loggedIn, printed } = secrets;
    expect([exported, key, stored, loggedIn, printed].filter((secret) => text.includes(secret))).toEqual([]);
  });
});

describe('broken settings', () => {
  const spoils = ({ check }: Broken, { sets, from, problem }: Origin): boolean =>
    check === 'wins' ? problem !== undefined : from === 'project' && sets !== 'credential';

  it.each(broken)('are told of for $agent with $what', async (scenario) => {
    const found = (await originsOn(scenario)).filter((origin) => origin.void === undefined || origin.dormant === true);
    const spoiling = found.filter((origin) => spoils(scenario, origin));
    expect(spoiling).not.toEqual([]);
    if (scenario.check === 'repository') return;
    const told = spoiling.map((origin) => `${whereIs(origin, place.home)} ${origin.problem?.what ?? ''}`);
    expect(told.join('\n')).toContain(scenario.says);
    expect(spoiling.filter(({ problem }) => problem?.hint === '')).toEqual([]);
    const stopsLaunch = spoiling.some(({ problem, beatsJetway }) => problem?.stops === true && beatsJetway === true);
    expect(stopsLaunch).toBe(scenario.launched === 'stops');
  });
});
