import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jetway, type Jetway } from '../support/jetway.ts';
import { scriptFiles } from '../support/programs.ts';
import { scripted } from '../support/scripted.ts';

const key = 'cf-token-9f8e7d6c';
const env = { JETWAY_API_KEY: key };
const unchecked = (url = 'http://127.0.0.1:9'): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', url, '--set', 'protocols=anthropic-messages,openai-responses'],
  ...['--model', 'some-model', '--no-check'],
];

describe('an agent that does not fit', () => {
  it.each([
    ['claude', '1.0.0', '@anthropic-ai/claude-code@latest'],
    ['codex', '0.100.0', '@openai/codex@latest'],
    ['opencode', '2.0.1', 'opencode-ai@1.'],
  ])('%s %s is refused with the command that mends it', async (id, version, spec) => {
    await using here = await jetway();
    const agent = here.install(id, { version });
    const { code, stderr } = await here.run([...unchecked(), id]);
    expect(code).toBe(7);
    expect(stderr).toContain(`npm install -g --allow-scripts=${spec.replace(/@[^@]*$/, '')} ${spec}`);
    expect(agent.given()).toBeUndefined();
  });

  it('and is not there is refused with the install command, where nobody can be asked', async () => {
    await using here = await jetway();
    const { code, stderr } = await here.run([...unchecked(), 'codex'], { stdin: '' });
    expect(code).toBe(7);
    expect(stderr).toContain('npm install -g --allow-scripts=@openai/codex @openai/codex@latest');
    expect(stderr).toContain('--yes');
  });

  it('is installed with --yes', async () => {
    await using here = await jetway();
    here.program('npm', install(here));
    const { code, stderr } = await here.run([...unchecked(), '--yes', 'codex', 'exec', 'hi'], { stdin: '' });
    expect(stderr).toContain('npm install -g --allow-scripts=@openai/codex @openai/codex@latest');
    expect(code).toBe(9);
    expect(here.home.read('npm.txt')).toBe('install -g --allow-scripts=@openai/codex @openai/codex@latest');
  });

  it('is refused where its install fails', async () => {
    await using here = await jetway();
    here.program('npm', 'process.exitCode = 243;');
    const { code, stderr } = await here.run([...unchecked(), '--yes', 'codex'], { stdin: '' });
    expect(code).toBe(7);
    expect(stderr).toContain('243');
  });

  it('runs through npx for this once where the user says so, with the key but no pipe', async () => {
    await using here = await jetway();
    here.program('npx', record(here, 'npx.txt'));
    const prompts = scripted(['not installed', 'once']);
    const { code, starts } = await here.run([...unchecked(), 'opencode', 'run', 'hi'], { prompts, env });
    expect(code).toBe(0);
    expect(here.home.read('npx.txt')).toMatch(/^-y --allow-scripts=opencode-ai opencode-ai@1\.\S+ run hi$/);
    expect(starts[0]?.pipes.size).toBe(0);
  });

  it('is left alone where the user wants neither', async () => {
    await using here = await jetway();
    const prompts = scripted(['not installed', 'no']);
    const { code } = await here.run([...unchecked(), 'codex'], { prompts });
    expect(code).toBe(7);
  });
});

describe('an agent of PyPI', () => {
  /** It puts a `vibe` on PATH, unless it is to fail. */
  const installer = (here: Jetway, file: string): string => {
    return `${record(here, file)}\n${installing(here, 'vibe', 'vibe 3.0.3')}`;
  };

  it.each([
    ['uv', ['uv', 'pipx', 'python3'], 'tool install --upgrade --python >=3.12 mistral-vibe'],
    ['pipx', ['pipx', 'python3'], 'install --force mistral-vibe'],
    ['python3', ['python3'], '-m pip install --user --upgrade mistral-vibe'],
  ])('is installed by %s where that is the first one here', async (name, there, words) => {
    await using here = await jetway();
    for (const one of there) here.program(one, one === name ? installer(here, `${one}.txt`) : 'process.exitCode = 1;');
    const { code, stderr } = await here.run([...unchecked(), '--yes', 'vibe', '-p', 'hi'], { stdin: '' });
    expect(stderr).toContain(`Installing Mistral Vibe: ${name} ${words.replace('>=3.12', '">=3.12"')}`);
    expect(code).toBe(9);
    expect(here.home.read(`${name}.txt`)).toBe(words);
  });

  it('is run by uv for this once where the user says so', async () => {
    await using here = await jetway();
    here.program('uv', record(here, 'uv.txt'));
    const prompts = scripted(['not installed', 'once']);
    const { code } = await here.run([...unchecked(), 'vibe', '-p', 'hi'], { prompts, env });
    expect(code).toBe(0);
    expect(here.home.read('uv.txt')).toBe('tool run --python >=3.12 --from mistral-vibe vibe -p hi');
  });

  it('is said to be off PATH where the install put it elsewhere', async () => {
    await using here = await jetway();
    here.program('uv', record(here, 'uv.txt'));
    const { code, stderr } = await here.run([...unchecked(), '--yes', 'vibe'], { stdin: '' });
    expect(code).toBe(7);
    expect(stderr).toContain('Mistral Vibe was installed, but uv put no vibe into a folder of PATH.');
    expect(stderr).toContain('uv tool update-shell');
  });

  it('names all ways where nobody can be asked, and in the report of the doctor', async () => {
    await using here = await jetway();
    const { stdout } = await here.run(['doctor', 'vibe', '--only', 'agent']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'uv tool install --upgrade --python ">=3.12" mistral-vibe, or without uv: pipx install --force mistral-vibe, or python3 -m pip',
    );
    expect(stdout).not.toContain('npm install');
  });
});

describe('an agent that npm has not for every platform', () => {
  const page = 'https://github.com/aaif-goose/goose/releases';

  it.each([
    ['with --yes', ['--yes'], { stdin: '' }],
    ['where nobody can be asked', [], { stdin: '' }],
    ['where somebody can', [], { prompts: scripted() }],
  ])('is not installed: its page is named, %s', async (_, flags, options) => {
    await using here = await jetway();
    here.program('npm', record(here, 'npm.txt'));
    const { code, stderr } = await here.run([...unchecked(), ...flags, 'goose'], options);
    expect(code).toBe(7);
    expect(stderr).toContain(`Install it: ${page}`);
    expect(here.home.snapshot().has('npm.txt')).toBe(false);
  });

  it('is upgraded as its page says', async () => {
    await using here = await jetway();
    here.install('goose', { version: '1.30.0' });
    const { code, stderr } = await here.run([...unchecked(), 'goose']);
    expect(code).toBe(7);
    expect(stderr).toContain(`Upgrade: ${page}`);
  });

  it('is told from another program of that name', async () => {
    await using here = await jetway();
    here.program('goose', "console.log('goose version: v3.26.0');");
    const { code, stderr } = await here.run([...unchecked(), 'goose']);
    expect(code).toBe(7);
    expect(stderr).toContain('Goose 3.26.0 is another program');
    expect(stderr).toContain(`Install the one it knows: ${page}`);
  });

  it('is missing in the report of the doctor with its page', async () => {
    await using here = await jetway();
    const { stdout } = await here.run(['doctor', 'goose', '--only', 'agent']);
    expect(stdout).toContain(page);
    expect(stdout).not.toContain('npm install');
  });
});

function record(here: Jetway, file: string): string {
  return `require('node:fs').writeFileSync(${JSON.stringify(`${here.home.path}/${file}`)}, process.argv.slice(2).join(' '));`;
}

/** An npm that puts a `codex` on PATH. */
function install(here: Jetway): string {
  return `${record(here, 'npm.txt')}\n${installing(here, 'codex', 'codex-cli 0.169.0')}`;
}

/** A script that puts a program on PATH, which tells its version, and ends with 9 else. */
function installing(here: Jetway, name: string, version: string): string {
  const script = `if (process.argv[2] === '--version') console.log('${version}'); else process.exitCode = 9;`;
  const files = scriptFiles(join(here.prefix, 'bin', name), script);
  return `for (const [path, text] of Object.entries(${JSON.stringify(files)}))
    require('node:fs').writeFileSync(path, text, { mode: 0o755 });`;
}
