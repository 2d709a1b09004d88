import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { shells } from '../../src/commands/env/shells.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import { noPosix } from '../support/posix.ts';

const key = 'sk-test-4b1d"\\x$HOME';
const protocols = 'anthropic-messages,openai-responses,openai-chat,gemini';
const to = ({ url }: Gateway): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', url, '--set', `protocols=${protocols}`],
];

/** Runs these lines in a real shell of that home, with `jetway`'s own variables in it. */
function shell(here: Jetway, lines: string, command = 'bash', given = key): string {
  const { home, prefix } = here;
  const env = {
    ...home.env,
    PATH: `${prefix}/bin:/usr/bin:/bin`,
    JETWAY_API_KEY: given,
    ANTHROPIC_AUTH_TOKEN: 'stale',
  };
  return execFileSync(command, ['-c', lines], { cwd: home.cwd, env, encoding: 'utf8' });
}

describe('env', () => {
  it
    .skipIf(noPosix)
    .each(
      agents.map(({ id, command, speaks }) => ({ id, command, model: speaks[0] === 'gemini' ? 'gemini-3-pro' : 'm' })),
    )('has a plain $command started as a launch starts it', async ({ id, command, model }) => {
    await using gateway = await startGateway({ models: [model] });
    await using here = await jetway();
    const agent = here.install(id);
    const optionsFor = (given: string) => ({ env: { JETWAY_API_KEY: given, ANTHROPIC_AUTH_TOKEN: 'stale' } });
    const flags = [...to(gateway), '--model', model, '--no-attribution'];
    const print = async (given: string) => here.run(['env', id, '--shell', 'bash', ...flags], optionsFor(given));
    let given = key;
    let printed = await print(given);
    if (printed.stderr.includes('inside JSON')) {
      expect(printed.code).toBe(2);
      given = 'sk-test-4b1d$HOME';
      printed = await print(given);
    }
    const options = optionsFor(given);
    expect(printed.code, printed.stderr).toBe(0);
    expect(printed.stdout + printed.stderr).not.toContain(given);
    agent.reset();
    shell(here, `${printed.stdout}\n${command} --flag 'a  b'`, 'bash', given);
    const plain = agent.given();

    agent.reset();
    const launched = await here.run([...flags, '--no-check', id, '--flag', 'a  b'], options);
    expect(launched.code, launched.stderr).toBe(0);
    const { argv = [], env = {} } = agent.given() ?? {};
    const own = (name: string): boolean =>
      !/^(JETWAY_|PATH$|PWD|OLDPWD|SHLVL|_$)/.test(name) || name === 'JETWAY_AGENT_KEY';
    const session = argv.indexOf('--session-id');
    expect(plain?.argv).toEqual(session === -1 ? argv : argv.toSpliced(session, 2));
    const names = Object.keys(env).filter(own);
    expect(Object.fromEntries(names.map((name) => [name, plain?.env[name]]))).toEqual(
      Object.fromEntries(names.map((name) => [name, env[name]])),
    );
    expect(plain?.env['ANTHROPIC_AUTH_TOKEN']).toBe(env['ANTHROPIC_AUTH_TOKEN']);
  });

  it('names the command that prints a stored key', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('claude');
    await here.run(['login', ...to(gateway), '--key-stdin'], { stdin: 'sk-stored-123456' });
    const { stdout, stderr, code } = await here.run(['env', 'generic', '--shell', 'bash']);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^export OPENAI_API_KEY="\$\(.* token .*\)"$/m);
    expect(stdout).not.toContain('sk-stored-123456');
  });

  it.skipIf(noPosix)('names the saved key command', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.program('get-key', 'process.stdout.write("sk-from-command\\n")');
    await here.run(['login', ...to(gateway), '--key-command', "get-key 'a b'"]);
    const { stdout } = await here.run(['env', 'openai-chat', '--shell', 'bash']);
    expect(stdout).toContain(`export OPENAI_BASE_URL=${gateway.url}/v1\n`);
    expect(stdout).toContain(`export OPENAI_API_KEY="$(get-key 'a b')"`);
    expect(shell(here, `${stdout}\necho "<$OPENAI_API_KEY>"`)).toBe('<sk-from-command>\n');
  });

  it('prints the key itself where that is asked for, in every form', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    for (const form of ['bash', 'zsh', 'fish', 'powershell', 'dotenv', 'json']) {
      const argv = ['env', 'openai-chat', '--shell', form, '--with-key', ...to(gateway)];
      const { stdout, code } = await here.run(argv, { env: { JETWAY_API_KEY: 'sk-plain-1' } });
      expect({ form, code, has: stdout.includes('sk-plain-1') }).toEqual({ form, code: 0, has: true });
    }
  });

  it('refuses a key that came once and is kept nowhere', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const argv = ['env', 'generic', '--shell', 'bash', '--key-stdin', ...to(gateway)];
    const { code, stdout, stderr } = await here.run(argv, { stdin: 'sk-once' });
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('--with-key');
  });

  it('says what a file of variables can’t hold', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    const flags = [...to(gateway), '--model', 'm'];
    const codex = await here.run(['env', 'codex', '--shell', 'dotenv', ...flags]);
    expect(codex).toMatchObject({ code: 2, stdout: '' });
    expect(codex.stderr).toContain('jetway exec');
    const { stdout } = await here.run(['env', 'openai-chat', '--shell', 'dotenv', ...flags], {
      env: { JETWAY_API_KEY: key },
    });
    expect(stdout).toBe(
      `OPENAI_BASE_URL=${gateway.url}/v1\n# OPENAI_API_KEY: give it here or to the container, the value of JETWAY_API_KEY\n`,
    );
  });

  it.each([
    ['another shell', ['generic', '--shell', 'tcsh'], 'bash | zsh'],
    ['no shell', ['generic'], 'For which shell?'],
    ['no such agent', ['nobody', '--shell', 'bash'], 'generic'],
  ])('%s is a usage failure', async (_what, argv, said) => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const outcome = await here.run(['env', ...argv, ...to(gateway)], { env: { SHELL: '' } });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(said);
  });

  it('says which variable of the user’s is no JSON, as a launch does', async () => {
    await using gateway = await startGateway({ models: ['m'] });
    await using here = await jetway();
    here.install('opencode');
    const argv = ['env', 'opencode', '--shell', 'bash', ...to(gateway), '--model', 'm'];
    const outcome = await here.run(argv, { env: { OPENCODE_CONFIG_CONTENT: '{' } });
    expect(outcome).toMatchObject({ code: 3, stdout: '' });
    expect(outcome.stderr).toContain('OPENCODE_CONFIG_CONTENT');
  });

  it.skipIf(noPosix)('is taken back by --unset', async () => {
    await using gateway = await startGateway({ models: ['m'] });
    await using here = await jetway();
    here.install('codex', { stdout: 'plain' });
    const flags = [...to(gateway), '--model', 'm', '--shell', 'bash'];
    const options = { env: { JETWAY_API_KEY: key } };
    const set = (await here.run(['env', 'codex', ...flags], options)).stdout;
    const { stdout: back, stderr } = await here.run(['env', 'codex', '--unset', ...flags], options);
    expect(stderr).toBe('');
    const lines = `${set}\n${back}\ntype -t codex; echo "<$JETWAY_AGENT_KEY>"`;
    expect(shell(here, lines)).toBe('file\n<>\n');
  });
});

describe('what each shell is told', () => {
  const nasty = `a 'b' "c" $HOME \\ ; & | \`d\` %e% !f`;

  it.skipIf(noPosix).each([
    ['bash', 'bash'],
    ['zsh', 'bash'],
  ] as const)('%s takes any text as it stands', (name, command) => {
    const line = shells[name].set('X', [{ text: nasty }, { variable: 'HOME' }, { command: ['printf', '%s', nasty] }]);
    const out = execFileSync(command, ['-c', `${line}; printf %s "$X"`], {
      env: { PATH: '/usr/bin:/bin', HOME: '/h' },
    });
    expect(out.toString()).toBe(`${nasty}/h${nasty}`);
  });

  it('fish and PowerShell are given single quotes, in their own way of writing one', () => {
    expect(shells.fish.set('X', [{ text: String.raw`it's \ $HOME` }])).toBe(String.raw`set -gx X 'it\'s \\ $HOME'`);
    expect(shells.powershell.set('X', [{ text: "it's $HOME" }])).toBe("$env:X = 'it''s $HOME'");
  });
});

describe('exec', () => {
  it('runs a command with the usual variables, and gives its exit code', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.program(
      'app',
      'require("fs").writeFileSync(process.env.HOME + "/seen", JSON.stringify([process.argv.slice(2), process.env])); process.exit(3)',
    );
    const argv = ['exec', ...to(gateway), 'generic', '--', 'app', '--json', '-m'];
    const { code, stderr } = await here.run(argv, { env: { JETWAY_API_KEY: key } });
    expect(code, stderr).toBe(3);
    const [args, env] = JSON.parse(here.home.read('seen')) as [readonly string[], Record<string, string>];
    expect(args).toEqual(['--json', '-m']);
    expect(env).toMatchObject({ OPENAI_BASE_URL: `${gateway.url}/v1`, OPENAI_API_KEY: key, ANTHROPIC_AUTH_TOKEN: key });
    expect(env['JETWAY_API_KEY']).toBeUndefined();
  });

  it('puts the agent’s own arguments before the command’s where that is the agent', async () => {
    await using gateway = await startGateway({ models: ['m'] });
    await using here = await jetway();
    const codex = here.install('codex');
    const argv = ['exec', ...to(gateway), '-m', 'm', 'codex', '--', 'codex', 'exec', 'hi'];
    const { code, stderr } = await here.run(argv, { env: { JETWAY_API_KEY: key } });
    expect(code, stderr).toBe(0);
    expect(codex.given()?.argv.slice(-2)).toEqual(['exec', 'hi']);
    expect(codex.given()?.argv).toContain('model_provider="jetway"');
  });

  it.each([
    ['without a command', ['exec', 'generic'], 2],
    ['with a flag in the place of the command', ['exec', 'generic', '--model', 'm', '--', 'app'], 2],
    ['with one that is not there', ['exec', 'generic', '--', 'no-such-program'], 7],
  ])('%s is a failure before anything is asked', async (_what, argv, code) => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const [first = '', ...rest] = argv;
    expect(await here.run([first, ...to(gateway), ...rest])).toMatchObject({ code, stdout: '' });
    expect(gateway.requests).toEqual([]);
  });
});
