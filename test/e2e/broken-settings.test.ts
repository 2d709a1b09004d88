import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { runIn } from '../support/run-in.ts';
import { bearer, launch, modelOf, mount } from './launching.ts';
import { caseFor, hasPrompt, openCourt, type Court } from './scenarios/referee.ts';
import { spoilt } from './scenarios/broken-settings.ts';
import { ran } from './scenarios/scenario.ts';

let court: Court;
beforeAll(async () => {
  court = await openCourt();
});
afterAll(() => court[Symbol.asyncDispose]());

it.each(spoilt)('the doctor tells of $what before $agent does', async (world) => {
  const one = { ...caseFor(world.agent), ...(world.model === undefined ? {} : { model: world.model }) };
  await using a = await startGateway();
  await using b = await startGateway();
  await using c = await startGateway();
  await using ours = await startGateway({ mount, demand: bearer });
  await using home = await court.built(world, { a: a.origin, b: b.origin, c: c.origin });

  const { stdout } = await runIn(home, ['jetway', 'doctor', world.agent, '--only', world.check, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    checks: [{ status: world.status, detail: expect.stringContaining(world.says) }],
  });

  const plain = await runIn(home, one.words);
  expect(plain.code === 0, plain.stderr).toBe(world.plain === 'starts');
  const marks = home.filesContaining(ran).length;
  const leaked = c.requests.length;

  const asked = court.asked.length;
  const launched = await launch(one, ours, home);
  expect(launched.code === 0, launched.stderr).toBe(world.launched !== 'stops');
  const posted = ours.requests.filter(hasPrompt);
  expect(posted.length > 0).toBe(world.launched !== 'stops');
  const text = JSON.stringify(posted);
  const seen = {
    'under another model': posted.some((request) => modelOf(request) === 'spoilt'),
    'with calls to the vendor': court.asked.slice(asked).some((request) => request.includes('api.anthropic.com')),
    'with foreign headers': text.includes('x-spoilt'),
    'with foreign code': home.filesContaining(ran).length > marks,
  };
  expect(Object.entries(seen).flatMap(([name, is]) => (is ? [name] : []))).toEqual(
    world.launched === 'starts' || world.launched === 'stops' ? [] : [world.launched],
  );
  expect(leaked > 0).toBe(world.takesAway === true);
  expect(c.requests.length).toBe(leaked);
});
