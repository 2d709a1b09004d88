import { afterAll, beforeAll, expect, it } from 'vitest';
import { textAt } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { qwen } from './cases/qwen.ts';
import { bearer, caseOf, launch, mount } from './launching.ts';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it('Qwen Code has its own small work done by the small model, over another protocol too', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home('qwen');
  await launch(caseOf(qwen), gateway, home, { flags: ['--small-model', 'gpt-5.5'] });
  const models = gateway.requests.map(({ body }) => textAt(body, 'model')).filter((name) => name !== undefined);
  expect(new Set(models)).toEqual(new Set(['claude-sonnet-4-5', 'gpt-5.5']));
});
