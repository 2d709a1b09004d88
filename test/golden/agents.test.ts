import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { agents, findAgent } from '../../src/agents/index.ts';
import { launchOf, targetOf, type AgentCase } from '../support/agent-cases.ts';

const folder = new URL('agents/', import.meta.url);

describe.each(agents.map((agent) => agent.id))('%s', (id) => {
  const home = new URL(`${id}/`, folder);
  const cases = existsSync(home) ? readdirSync(home) : [];

  test('has golden cases', () => {
    expect(cases).not.toEqual([]);
  });

  test.each(cases)('%s', async (name) => {
    const given = JSON.parse(readFileSync(new URL(`${name}/case.json`, home), 'utf8')) as AgentCase;
    const plan = findAgent(id).plan(targetOf(given), launchOf(given));
    const text = `${JSON.stringify(plan, undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot(new URL(`${name}/plan.json`, home).pathname);
  });
});
