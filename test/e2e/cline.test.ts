import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { textAt } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { installed, packed, type Packed } from '../support/packed.ts';
import { cline, sessionsOf } from './cases/cline.ts';
import { prepared } from './contract.ts';
import { answer, bearer, byMessages, byResponses, caseOf, launch, mount, token } from './launching.ts';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it.each(['itself', "behind npm's script"])('Cline gives the programs that it starts no key, %s', async (started) => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await prepared(cline, programs);
  const command = `env > "$HOME/seen.txt"`;
  const servers = { mcpServers: { spy: { command: 'sh', args: ['-c', command] } } };
  home.write('.cline/data/settings/cline_mcp_settings.json', JSON.stringify(servers));
  const { code, stdout, stderr } = await launch(caseOf(cline, byResponses), gateway, home, {
    env: { BUN_OPTIONS: '--smol', ...(started === 'itself' ? {} : { PATH: `${npms(home)}:${home.env['PATH']}` }) },
  });
  expect(code, stderr).toBe(0);
  expect(stdout).toContain(answer);
  const seen = home.read('seen.txt').split('\n');
  expect(seen).toContain('BUN_OPTIONS=--smol');
  expect(seen.filter((line) => line.startsWith('JETWAY_CLINE'))).toEqual([]);
  expect(home.filesContaining(token)).toEqual([]);
});

it('Cline starts with another model of the gateway where its own flag names one, and runs a subcommand as it is', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await prepared(cline, programs);
  const other = { ...caseOf(cline), words: ['cline', '-m', 'claude-haiku-4-5', 'say hello'] };
  const { code, stderr } = await launch(other, gateway, home);
  expect(code, stderr).toBe(0);
  expect(textAt(gateway.to(byMessages.path)[0]?.body, 'model')).toBe('claude-haiku-4-5');
  expect(sessionsOf(home)).toHaveLength(1);
  const listed = await launch({ ...caseOf(cline), words: ['cline', 'history', '--json'] }, gateway, home);
  expect(listed.code, listed.stderr).toBe(0);
  expect(listed.stdout).toContain('say hello');
});

/** A folder with the script by which npm starts it. */
function npms(home: Home): string {
  const folder = join(home.path, 'npms');
  mkdirSync(folder);
  symlinkSync(realpathSync(installed('cline', 'cline/bin/cline')), join(folder, 'cline'));
  return folder;
}
