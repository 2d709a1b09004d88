import { expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { jetway, type Outcome } from '../support/jetway.ts';

const withKey = { env: { JETWAY_API_KEY: 'sk-bf-typed-flags' } };

// A flag is made where the line names it, and only there.
it.each([
  ['its long name', ['--model', 'gpt-5.5', 'codex']],
  ['its long name and its value in one word', ['--model=gpt-5.5', 'codex']],
  ['its short name', ['-m', 'gpt-5.5', 'codex']],
  ['its short name and its value in one word', ['-mgpt-5.5', 'codex']],
  ['behind a value that is the name of an agent', ['--small-model', 'pi', '-mgpt-5.5', 'codex']],
  ['its short name, with a value that ends like a flag', ['-mgpt-5.5m', 'codex']],
  ['with others that have no value', ['-ym', 'gpt-5.5', '--no-check', 'codex']],
])('a flag is known by %s', async (_, words) => {
  const { code, stdout, stderr } = await planned(words);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('gpt-5.5');
});

it('what follows the name of the agent is its own, even where it is a flag of Jetway’s', async () => {
  const { stdout, stderr, code } = await planned(['-m', 'gpt-5.5', 'codex', 'exec', '--profile', 'mine', '-y']);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/exec\s+--profile\s+mine\s+-y\s/);
});

it('a flag that is mistyped is refused, with the one that was meant', async () => {
  await using here = await jetway();
  const { code, stderr } = await here.run(['--moddel', 'gpt-5.5', 'codex'], withKey);
  expect(code).toBe(2);
  expect(stderr).toMatch(/Unknown option '--moddel'\.\n {2}→ Did you mean --model\?/);
});

it('the help names all of them, beside others too', async () => {
  await using here = await jetway();
  const { stdout } = await here.run(['--model', 'gpt-5.5', '--help']);
  expect(stdout).toContain('--key-command');
});

async function planned(words: readonly string[]): Promise<Outcome> {
  await using gateway = await startGateway();
  await using here = await jetway();
  here.install('codex');
  return await here.run(['--gateway', 'bifrost', '--base-url', gateway.url, '--dry-run', ...words], withKey);
}
