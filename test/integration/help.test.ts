import { describe, expect, it } from 'vitest';
import { unsupported } from '../../src/agents/unsupported.ts';
import { allRows } from '../../src/commands/index.ts';
import { jetway } from '../support/jetway.ts';

const key = 'cf-token-9f8e7d6c';
const env = { JETWAY_API_KEY: key };

describe('demo', () => {
  it.each(['claude', 'codex', 'opencode'])(
    'launches %s at a gateway of its own, without keys and profiles',
    async (id) => {
      await using here = await jetway();
      const agent = here.install(id, { exit: 3 });
      const { code, stderr } = await here.run(['demo', id, '-p', 'a b'], { env });
      expect(stderr).toContain('canned');
      expect(code).toBe(3);
      expect(agent.given()?.argv.slice(-2)).toEqual(['-p', 'a b']);
      expect(JSON.stringify(agent.given())).toContain('http://127.0.0.1:');
      expect(JSON.stringify(agent.given())).not.toContain(key);
      expect(here.config()).toBeUndefined();
    },
  );

  it('asks by itself where no agent is installed', async () => {
    await using here = await jetway();
    const { code, stdout, stderr } = await here.run(['demo']);
    expect(code).toBe(0);
    expect(stdout.trim()).not.toBe('');
    expect(stderr).toContain('jetway demo --yes claude');
  });
});

describe('--help', async () => {
  const commands = (await allRows()).map((row) => row.syntax.replaceAll(/ *[<[][^>\]]*[>\]]/g, '').split(' '));
  it.each([[], ['profile'], ...commands].map((words) => [words]))('of %j fits 80 columns', async (words) => {
    await using here = await jetway();
    const { code, stdout, stderr } = await here.run([...words, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: jetway/);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('of list-models names its exit codes, and a flag that is in no other help', async () => {
    await using here = await jetway();
    const { stdout } = await here.run(['models', '--help']);
    expect(stdout).toMatch(/^Exit codes: 0 listed, 2 usage, 4 .*5 .*6 /ms);
    expect(stdout).toContain('--min-context');
    expect((await here.run(['profile', 'list', '--help'])).stdout).not.toContain('Exit codes');
  });

  it('of the doctor names the permission that the practice of a gateway wants', async () => {
    await using here = await jetway();
    const { stdout } = await here.run(['doctor', 'gateway', '--help']);
    expect(stdout).toContain('"AI Gateway: Read"');
    expect(stdout).toContain('jetway login --management');
  });

  it('of launch says in a line each why others are no agents here', async () => {
    await using here = await jetway();
    const { stdout } = await here.run(['launch', '--help']);
    const lines = stdout
      .slice(stdout.indexOf("These can't be launched"))
      .split('\n')
      .filter((line) => line.startsWith('  '));
    expect(stdout).toContain('\nThese can, behind jetway relay, without a key:\n  Aider');
    expect(lines).toHaveLength(unsupported.length);
    const columns = unsupported.map(({ name, why }, index) => {
      expect(lines[index]).toMatch(new RegExp(`^  ${name} +${why}$`));
      return lines[index]?.indexOf(why);
    });
    expect(new Set(columns).size).toBe(1);
  });

  it.each([['--version'], ['-V']])('%s prints the version alone', async (flag) => {
    await using here = await jetway();
    expect(await here.run([flag])).toMatchObject({ code: 0, stdout: '1.2.3\n', stderr: '' });
  });
});
