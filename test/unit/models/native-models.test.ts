import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { findAgent } from '../../../src/agents/index.ts';
import type { Installation } from '../../../src/host.ts';
import { readNativeModels } from '../../../src/models/native-models.ts';
import type { Programs, System } from '../../../src/system/system.ts';
import { temporaryHome, type Home } from '../../support/home.ts';
import { systemIn } from '../../support/system-in.ts';
import { expectMode } from '../../support/modes.ts';

let home: Home;
beforeEach(async () => {
  home = await temporaryHome();
});
afterEach(() => home[Symbol.asyncDispose]());

const agent: Agent = {
  ...findAgent('codex'),
  id: 'some',
  nativeModels: { args: ['tell', 'models'], fits: (printed) => printed.startsWith('models') },
};

test('the program is asked once, with its own arguments, and what it printed is read only when wanted', async () => {
  const { system, runs } = systemWith('models of 1');
  const first = await readNativeModels(agent, installation(), folder(), system);
  const again = await readNativeModels(agent, installation(), folder(), system);
  expect(runs).toEqual([[program(), '--before', 'tell', 'models']]);
  const kept = [...home.snapshot().keys()].filter((name) => name.includes('some-knows-'));
  expect(kept).toHaveLength(1);
  home.write(kept[0] ?? '', 'models of 2');
  expect([first?.(), again?.()]).toEqual(['models of 2', 'models of 2']);
  expectMode(`${home.path}/${kept[0]}`, 0o600);
});

test('another version, or another program at its path, is asked again', async () => {
  const { system, runs } = systemWith('models');
  await readNativeModels(agent, installation(), folder(), system);
  await readNativeModels(agent, installation('1.0.1'), folder(), system);
  utimesSync(program(), 1, 1);
  await readNativeModels(agent, installation('1.0.1'), folder(), system);
  expect(runs).toHaveLength(3);
});

test.each([
  ['it does not answer', undefined],
  ['it prints something else', 'usage: …'],
])('where %s there is nothing, and it is not asked again that day', async (_, answer) => {
  const { system, runs } = systemWith(answer);
  const ask = async (later: number): Promise<unknown> =>
    readNativeModels(agent, installation(), folder(), { ...system, now: () => Date.now() + later });
  expect([await ask(0), await ask(60_000)]).toEqual([undefined, undefined]);
  expect(runs).toHaveLength(1);
  expect(await ask(25 * 60 * 60_000)).toBeUndefined();
  expect(runs).toHaveLength(2);
});

test('where it can not be kept there is nothing: the plan would ask for a file that can not be written', async () => {
  const { system } = systemWith('models');
  home.write(dirname(folder()), 'a file in place of the folder');
  expect(await readNativeModels(agent, installation(), folder(), system)).toBeUndefined();
});

test('a program of an unknown version, and one that the plan needs nothing of, is not asked', async () => {
  const { system, runs } = systemWith('models');
  const { nativeModels: _, ...silent } = agent;
  expect(await readNativeModels(agent, { ...installation(), version: undefined }, folder(), system)).toBeUndefined();
  expect(await readNativeModels(silent, installation(), folder(), system)).toBeUndefined();
  expect(runs).toEqual([]);
});

function program(): string {
  return `${home.path}/program`;
}

function folder(): string {
  return `${home.path}/cache/agents`;
}

function installation(version = '1.0.0'): Installation {
  if (!existsSync(program())) writeFileSync(program(), '');
  return { command: program(), prefix: ['--before'], version, pipes: true };
}

function systemWith(answer: string | undefined): {
  readonly system: System;
  readonly runs: readonly (readonly string[])[];
} {
  const runs: (readonly string[])[] = [];
  const real = systemIn(home.env);
  const ask: Programs['ask'] = async (command) => {
    runs.push(command);
    return answer;
  };
  return { system: { ...real, programs: { ...real.programs, ask } }, runs };
}
