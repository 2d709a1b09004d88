import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, bundle } from '../../support/bundle.ts';
import { type Home, temporaryHome } from '../../support/home.ts';
import { noPosix } from '../../support/posix.ts';

let driver: Bundle;
beforeAll(async () => {
  driver = await bundle('system-driver.ts');
});
afterAll(() => driver[Symbol.asyncDispose]());

describe('starting an agent', () => {
  it.skipIf(noPosix)('hands over arguments and environment as they are, and nothing of ours', async () => {
    await using home = await temporaryHome();
    const agent = program(home, 'printf "[%s]" "$@"; echo; env');
    const run = started(home, agent, { args: ['a b', '', '$HOME "q" *', '--', '-x'], env: { ONLY: 'this' } });
    expect(await run.ended()).toBe(0);
    expect(run.output()).toContain('[a b][][$HOME "q" *][--][-x]\n');
    expect(run.output()).toContain('ONLY=this\n');
    expect(run.output()).not.toMatch(/^(HOME|XDG_)/m);
  });

  it.skipIf(noPosix)('keeps its exit code', async () => {
    await using home = await temporaryHome();
    expect(await started(home, program(home, 'exit 42')).ended()).toBe(42);
  });

  it.skipIf(noPosix).each([
    ['TERM', 143],
    ['KILL', 137],
    ['INT', 130],
  ])('tells its death by SIG%s as %i', async (signal, code) => {
    await using home = await temporaryHome();
    expect(await started(home, program(home, `kill -${signal} $$`)).ended()).toBe(code);
  });

  it.skipIf(noPosix).each(['SIGTERM', 'SIGHUP'] as const)(
    'passes %s on once, and waits for the end',
    async (signal) => {
      await using home = await temporaryHome();
      const name = signal.slice(3);
      const run = started(
        home,
        program(
          home,
          `count=0; trap 'count=$((count + 1)); echo caught $count' ${name}; echo ready; read -r line; read -r line; exit 7`,
        ),
        { stdin: 'inherit' },
      );
      await run.says('ready');
      run.child.kill(signal);
      await run.says('caught 1');
      run.child.stdin?.end('\n\n');
      expect(await run.ended()).toBe(7);
      expect(run.output()).not.toContain('caught 2');
    },
  );

  it.skipIf(noPosix)('leaves Ctrl-C and Ctrl-\\ to the agent', async () => {
    await using home = await temporaryHome();
    const run = started(home, program(home, 'echo ready; read -r line; exit 5'), { stdin: 'inherit' });
    await run.says('ready');
    run.child.kill('SIGINT');
    run.child.kill('SIGQUIT');
    run.child.stdin?.end('\n');
    expect(await run.ended()).toBe(5);
  });

  it.skipIf(noPosix)('writes a secret into a descriptor, and then its end', async () => {
    await using home = await temporaryHome();
    const agent = program(home, 'printf "<%s>" "$(cat <&5)"; printf "<%s>" "$(cat <&3)"');
    const run = started(home, agent, {
      pipes: [
        [3, 'sk-three', 1],
        [5, 'x', 300_000],
      ],
    });
    expect(await run.ended()).toBe(0);
    expect(run.output()).toBe(`<${'x'.repeat(300_000)}><sk-three>`);
  });

  it.skipIf(noPosix)('is not troubled by an agent that never reads its descriptor', async () => {
    await using home = await temporaryHome();
    const run = started(home, program(home, 'exec 3<&-; exit 3'), { pipes: [[3, 'x', 300_000]] });
    expect(await run.ended()).toBe(3);
  });

  it.skipIf(noPosix)('gives it an empty standard input where none is to be inherited', async () => {
    await using home = await temporaryHome();
    const run = started(home, program(home, 'cat; echo end'), { stdin: 'ignore' });
    expect(await run.ended()).toBe(0);
    expect(run.output()).toBe('end\n');
  });

  it.skipIf(noPosix).each([
    ['/nowhere/agent', 'there is no such file'],
    ['/etc/passwd', 'it may not be executed'],
  ])('that is %s is an agent failure', async (command, why) => {
    await using home = await temporaryHome();
    const run = started(home, command, { pipes: [[3, 'sk-three', 1]] });
    expect(await run.ended()).toBe(7);
    expect(JSON.parse(run.output())).toMatchObject({
      error: { code: 'agent', message: expect.stringContaining(`${command} could not be started: ${why}`) },
    });
  });
});

describe('standard streams', () => {
  it('whose reader went away end the process quietly', async () => {
    await using home = await temporaryHome();
    const run = driven(home, ['write', 'text']);
    await run.says('text');
    run.child.stdout?.destroy();
    expect(await run.ended()).toBe(0);
    expect(run.errors()).toBe('');
  });

  it('give the first line although their writer goes on', async () => {
    await using home = await temporaryHome();
    const run = driven(home, ['line']);
    run.child.stdin?.write('sk-first\nsecond\n');
    await run.says('}');
    expect(await run.ended()).toBe(0);
    expect(JSON.parse(run.output())).toEqual({ value: 'sk-first' });
  });
});

interface Options {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: 'inherit' | 'ignore';
  readonly pipes?: readonly (readonly [number, string, number])[];
}

function started(home: Home, command: string, options: Options = {}): Run {
  const start = { command, args: [], env: { PATH: '/usr/bin:/bin' }, stdin: 'ignore', pipes: [], ...options };
  return driven(home, ['start', JSON.stringify(start)]);
}

interface Run {
  readonly child: ChildProcess;
  output(): string;
  errors(): string;
  says(text: string): Promise<void>;
  ended(): Promise<number | null>;
}

function driven(home: Home, args: readonly string[]): Run {
  const child = spawn(process.execPath, [driver.path, ...args], { env: home.env, cwd: home.cwd });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => void (texts.stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => void (texts.stderr += chunk.toString('utf8')));
  const end = once(child, 'close') as Promise<[number | null]>;
  return {
    child,
    output: () => texts.stdout,
    errors: () => texts.stderr,
    says: async (text) => {
      while (!texts.stdout.includes(text)) await once(child.stdout, 'data');
    },
    ended: async () => (await end)[0],
  };
}

function program(home: Home, script: string): string {
  const path = home.write('bin/agent', `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}
