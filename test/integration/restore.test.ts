import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { jetway, type Jetway, type RunOptions } from '../support/jetway.ts';
import { unbroken } from '../support/shown.ts';

const settings = '.claude/settings.json';
const config = '.codex/config.toml';
const own = '{\n   "theme" : "dark",\n\t"env": {"TOKEN": "sk-mine-1234"}}';
const picked = '{\n  "env": {\n    "TOKEN": "sk-mine-1234"\n  },\n  "theme": "dark",\n  "model": "test/model-2"\n}\n';

/** An agent that does this in its session and ends with `code`. */
function doing(work: () => void, code = 0): Pick<RunOptions, 'parts'> {
  const start = async (): Promise<number> => {
    await nextTurn();
    work();
    return code;
  };
  return { parts: ({ programs }) => ({ programs: { ...programs, start } }) };
}

/** A profile `work`, for Claude Code and Codex with the first model. */
async function withProfile(here: Jetway, url: string): Promise<void> {
  const profile = {
    gateway: 'compatible',
    settings: { 'base-url': url, protocols: 'anthropic-messages,openai-responses' },
    models: { claude: 'test/model-1', codex: 'test/model-1' },
    smallModels: { claude: 'test/model-3' },
  };
  here.home.write(
    '.config/jetway/config.json',
    JSON.stringify({ schemaVersion: 1, current: 'work', profiles: { work: profile }, credentials: {} }),
  );
  for (const id of ['claude', 'codex']) here.install(id);
}

function inFile(here: Jetway, path: string): string | undefined {
  return here.home.snapshot().get(path)?.toString();
}

function journals(here: Jetway): readonly string[] {
  return [...here.home.snapshot().keys()].filter((name) => name.startsWith('.cache/jetway/guard/'));
}

describe('a model of the gateway’s that is picked in the session', () => {
  it('of Claude Code stays for the profile, and the settings are as they were', async () => {
    await using gateway = await startGateway({ models: 3 });
    await using here = await jetway();
    await withProfile(here, gateway.url);
    here.home.write(settings, own);
    const { code, stdout, stderr } = await here.run(
      ['claude'],
      doing(() => here.home.write(settings, picked), 3),
    );
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      `jetway: the model in ${here.home.path}/${settings} is again what it was before the session. ` +
        'test/model-2 is now the model for Claude Code in the profile work.\n',
    );
    expect(inFile(here, settings)).toBe(own);
    expect(here.config()).toMatchObject({
      current: 'work',
      profiles: {
        work: {
          models: { claude: 'test/model-2', codex: 'test/model-1' },
          smallModels: { claude: 'test/model-3' },
          recentModels: ['test/model-2'],
        },
      },
    });
    const next = await here.run(['claude']);
    expect(next.starts[0]?.args.slice(0, 2)).toEqual(['--model', 'test/model-2']);
    expect(next.stderr).toBe('');
    expect(journals(here)).toEqual([]);
  });

  it('of Codex stays for the profile, and the configuration is as it was', async () => {
    await using gateway = await startGateway({ models: 3 });
    await using here = await jetway();
    await withProfile(here, gateway.url);
    const before = "# mine\nmodel = 'o' # why\n\n[tui]\na = 1\n";
    here.home.write(config, before);
    const after = before.replace("'o' # why\n", '"test/model-3" # why\nmodel_reasoning_effort = "low"\n');
    const { stderr } = await here.run(
      ['codex'],
      doing(() => here.home.write(config, after)),
    );
    expect(stderr).toContain('test/model-3 is now the model for Codex in the profile work.');
    expect(inFile(here, config)).toBe(before);
    expect(here.config()).toMatchObject({ profiles: { work: { models: { codex: 'test/model-3' } } } });
  });

  it.each([
    ['no profile', [], false],
    ['a flag that leads elsewhere', ['--base-url'], true],
  ])('is named with the flag to type where there is %s', async (_name, flags, saved) => {
    await using gateway = await startGateway({ models: 3 });
    await using other = await startGateway({ models: 3 });
    await using here = await jetway();
    if (saved) await withProfile(here, other.url);
    else here.install('claude');
    const before = here.config();
    const argv = saved
      ? [...flags, gateway.url, 'claude']
      : ['--gateway', 'compatible', '--base-url', gateway.url, '--model', 'test/model-1', 'claude'];
    const { stderr } = await here.run(
      argv,
      doing(() => here.home.write(settings, picked)),
    );
    expect(stderr).toContain('To start with test/model-2 again: jetway --model test/model-2 claude\n');
    expect(JSON.parse(inFile(here, settings) ?? '')).not.toHaveProperty('model');
    expect(here.config()).toEqual(before);
  });

  it('stays for the profile that the first launch has just saved', async () => {
    await using gateway = await startGateway({ models: 3 });
    await using here = await jetway();
    here.install('claude');
    const { stderr } = await here.run(
      ['--gateway', 'compatible', '--base-url', gateway.url, '--model', 'test/model-1', '--ask', 'claude'],
      {
        ...doing(() => here.home.write(settings, picked)),
        prompts: {
          select: async <T>(_question: string, choices: readonly { readonly value: T }[]) => choices[0]?.value as T,
          search: async () => 'test/model-1',
          text: async (_question, { preset = '' }) => preset,
          several: async (_question, choices) => choices.map(({ value }) => value),
          password: async () => '',
          review: async () => 'go',
        },
      },
    );
    expect(unbroken(stderr)).toMatch(
      /Saved as profile (\S+) in [^]*test\/model-2 is now the model for Claude Code in the profile \1\./,
    );
  });
});

describe('the guard', () => {
  it('says nothing and leaves nothing where nothing was picked', async () => {
    await using gateway = await startGateway({ models: 3 });
    await using here = await jetway();
    await withProfile(here, gateway.url);
    here.home.write(settings, own);
    const seen: string[] = [];
    const { stderr } = await here.run(
      ['claude'],
      doing(() => void seen.push(...journals(here).map((path) => here.home.read(path)))),
    );
    expect(stderr).toBe('');
    expect(seen).toHaveLength(1);
    expect(seen[0]).not.toContain('sk-mine-1234');
    expect(journals(here)).toEqual([]);
    expect(inFile(here, settings)).toBe(own);
  });

  it('ends with the session that could not be started', async () => {
    await using gateway = await startGateway({ models: 3 });
    await using here = await jetway();
    await withProfile(here, gateway.url);
    const { code } = await here.run(['claude'], {
      parts: ({ programs }) => ({
        programs: { ...programs, start: async (start) => programs.start({ ...start, command: '/nowhere/claude' }) },
      }),
    });
    expect(code).toBe(7);
    expect(journals(here)).toEqual([]);
  });

  it('keeps the agent’s exit code where it can not put the model back', async () => {
    await using gateway = await startGateway({ models: 3 });
    await using here = await jetway();
    await withProfile(here, gateway.url);
    here.home.write(settings, '{"model": "opus", ');
    const { code, stderr } = await here.run(
      ['claude'],
      doing(() => here.home.write(settings, picked), 5),
    );
    expect(code).toBe(5);
    expect(stderr).toMatch(/^jetway: .* still names test\/model-2 as the model.* Take model out of that file\.\n$/);
    expect(inFile(here, settings)).toBe(picked);
  });

  it('puts the model back where the profile can not remember it', async () => {
    await using gateway = await startGateway({ models: 3 });
    await using here = await jetway();
    await withProfile(here, gateway.url);
    here.home.write(settings, own);
    const { code, stderr } = await here.run(
      ['claude'],
      doing(() => {
        here.home.write(settings, picked);
        here.home.write('.config/jetway/config.json', 'broken');
      }),
    );
    expect(code).toBe(0);
    expect(stderr).toContain('the profile work does not remember the model.');
    expect(stderr).toContain('jetway --model test/model-2 claude');
    expect(inFile(here, settings)).toBe(own);
  });

  it('repairs after a session that broke off, and that launch has the model already', async () => {
    await using gateway = await startGateway({ models: 3 });
    await using here = await jetway();
    await withProfile(here, gateway.url);
    here.home.write(settings, own);
    const left: (readonly [string, string])[] = [];
    await here.run(
      ['claude'],
      doing(() => void left.push(...journals(here).map((path) => [path, here.home.read(path)] as const))),
    );
    for (const [path, text] of left) here.home.write(path, text);
    here.home.write(settings, picked);
    const { stderr, starts } = await here.run(['claude']);
    expect(stderr).toContain('test/model-2 is now the model for Claude Code in the profile work.');
    expect(starts[0]?.args.slice(0, 2)).toEqual(['--model', 'test/model-2']);
    expect(JSON.parse(inFile(here, settings) ?? '')).toEqual(JSON.parse(own));
    expect(journals(here)).toEqual([]);
  });

  it('lets a launch go on where its own folder is none', async () => {
    await using gateway = await startGateway({ models: 3 });
    await using here = await jetway();
    await withProfile(here, gateway.url);
    here.home.write('.cache/jetway/guard', 'a file in its place');
    here.home.write(settings, own);
    const { code, stderr } = await here.run(
      ['claude'],
      doing(() => here.home.write(settings, picked)),
    );
    expect(code).toBe(0);
    expect(stderr).toContain('test/model-2 is now the model');
    expect(inFile(here, settings)).toBe(own);
  });
});
