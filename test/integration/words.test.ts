import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { jetway } from '../support/jetway.ts';

describe('a word that is nearly right', () => {
  it.each([
    ['a command', ['docter'], 2, 'Did you mean doctor?'],
    ['an agent', ['codx'], 2, 'Did you mean codex?'],
    ['an agent of another command', ['doctor', 'cluade'], 2, 'Did you mean claude?'],
    ['a gateway', ['--gateway', 'bifrots', 'codex'], 2, 'Did you mean bifrost?'],
    ['a setting', ['--gateway', 'bifrost', '--set', 'key-haeder=x-bf-vk', 'codex'], 2, 'Did you mean key-header?'],
    ['a flag', ['--modle', 'x', 'codex'], 2, 'Did you mean --model?'],
    ['a profile', ['--profile', 'wrok', 'codex'], 3, 'Did you mean work?'],
    ['a profile to show', ['profile', 'show', 'wrok'], 3, 'Did you mean work?'],
  ])('of %s is asked about', async (_what, argv, code, meant) => {
    await using here = await jetway();
    here.home.write(
      '.config/jetway/config.json',
      JSON.stringify({ schemaVersion: 1, profiles: { work: { gateway: 'ollama', settings: {}, models: {} } } }),
    );
    const outcome = await here.run(argv);
    expect(outcome.stderr).toContain(meant);
    expect(outcome.code).toBe(code);
  });

  it('is not guessed where nothing is near', async () => {
    await using here = await jetway();
    expect((await here.run(['zebra'])).stderr).not.toContain('Did you mean');
  });

  it.each(['gptme', 'aider'])('is told of the relay, which leads any program: %s', async (word) => {
    await using here = await jetway();
    const { code, stderr } = await here.run([word]);
    expect(stderr).toContain('jetway relay -- <command>');
    expect(code).toBe(2);
  });
});

describe('arguments of an agent that ask no model', () => {
  it.each([
    ['claude', '--help'],
    ['codex', 'exec', '--help'],
    ['claude', 'mcp', 'list'],
  ])('start it without a gateway, and pass untouched: %s %s %s', async (id, ...args) => {
    await using here = await jetway();
    const agent = here.install(id);
    const { code, stderr } = await here.run([id, ...args.filter(Boolean)], {
      env: { JETWAY_API_KEY: 'sk-own-12345678' },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(agent.given()?.argv).toEqual(args.filter(Boolean));
    expect(agent.given()?.env).not.toHaveProperty('JETWAY_API_KEY');
    expect(here.config()).toBeUndefined();
  });

  const own = agents.flatMap(({ id, commandsWithoutModel = [] }) => commandsWithoutModel.map((word) => [id, word]));

  it.each(own)('are the commands that an agent is known to run without: %s %s', async (id = '', word = '') => {
    await using here = await jetway();
    const agent = here.install(id);
    expect(await here.run([id, word, '--json'])).toMatchObject({ code: 0, stderr: '' });
    expect(agent.given()?.argv).toEqual([word, '--json']);
  });

  it('are no prompt that ends in such a word', async () => {
    await using here = await jetway();
    here.install('claude');
    expect((await here.run(['claude', '-p', '--help'])).stderr).toContain('No gateway is chosen.');
  });
});

describe('a usage error', () => {
  it.each([
    [['--nonsense', 'codex']],
    [['list-models', '--nonsense']],
    [['profile', 'use']],
    [['launch', 'codex', '--nonsense']],
  ])('has the voice of all failures: %j', async (argv) => {
    await using here = await jetway();
    const { code, stdout, stderr } = await here.run(argv);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^jetway: [A-Z][^\n]*\.\n {2}→ [^\n]+\n$/);
    expect(stderr).not.toContain('error:');
  });

  it("of an agent's argument behind launch shows where it stands", async () => {
    await using here = await jetway();
    const { stderr } = await here.run(['launch', 'claude', '-p', 'say hi']);
    expect(stderr).toContain("jetway launch claude -- -p 'say hi'");
  });

  it("of Jetway's flag behind an agent's name shows the line that works", async () => {
    await using here = await jetway();
    const { code, stderr } = await here.run(['-m', 'x', 'codex', 'exec', '--gateway', 'bifrost', 'say hi']);
    expect(code).toBe(2);
    expect(stderr).toContain("--gateway is a flag of Jetway's, and stands before the agent's name.");
    expect(stderr).toContain("jetway -m x --gateway bifrost codex exec 'say hi'\n");
  });

  it("is not made of what stands behind the agent's own --", async () => {
    await using here = await jetway();
    expect((await here.run(['codex', 'exec', '--', '--gateway'])).stderr).not.toContain("flag of Jetway's");
  });
});
