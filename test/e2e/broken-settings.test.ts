import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { runIn } from '../support/run-in.ts';
import { bearer, launch, modelOf, mount } from './launching.ts';
import { caseFor, hasPrompt, openReferee, type Referee } from './scenarios/referee.ts';
import { broken } from './scenarios/broken-settings.ts';
import { ran } from './scenarios/scenario.ts';

let referee: Referee;
beforeAll(async () => {
  referee = await openReferee();
});
afterAll(() => referee[Symbol.asyncDispose]());

it.each(broken)('the doctor tells of $what before $agent does', async (scenario) => {
  const one = { ...caseFor(scenario.agent), ...(scenario.model === undefined ? {} : { model: scenario.model }) };
  await using a = await startGateway();
  await using b = await startGateway();
  await using c = await startGateway();
  await using ours = await startGateway({ mount, demand: bearer });
  await using home = await referee.built(scenario, { a: a.origin, b: b.origin, c: c.origin });

  const { stdout } = await runIn(home, ['jetway', 'doctor', scenario.agent, '--only', scenario.check, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    checks: [{ status: scenario.status, detail: expect.stringContaining(scenario.says) }],
  });

  const plain = await runIn(home, one.words);
  expect(plain.code === 0, plain.stderr).toBe(scenario.plain === 'starts');
  const marks = home.filesContaining(ran).length;
  const leaked = c.requests.length;

  const asked = referee.asked.length;
  const launched = await launch(one, ours, home);
  expect(launched.code === 0, launched.stderr).toBe(scenario.launched !== 'stops');
  const posted = ours.requests.filter(hasPrompt);
  expect(posted.length > 0).toBe(scenario.launched !== 'stops');
  const text = JSON.stringify(posted);
  const seen = {
    'under another model': posted.some((request) => modelOf(request) === 'broken'),
    'with calls to the vendor': referee.asked.slice(asked).some((request) => request.includes('api.anthropic.com')),
    'with foreign headers': text.includes('x-broken'),
    'with foreign code': home.filesContaining(ran).length > marks,
  };
  expect(Object.entries(seen).flatMap(([name, is]) => (is ? [name] : []))).toEqual(
    scenario.launched === 'starts' || scenario.launched === 'stops' ? [] : [scenario.launched],
  );
  expect(leaked > 0).toBe(scenario.takesAway === true);
  expect(c.requests.length).toBe(leaked);
});
