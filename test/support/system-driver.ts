import { open } from 'node:fs/promises';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { type Failure, exitCodes, failureDocument } from '../../src/failure.ts';
import { createSystem } from '../../src/system/index.ts';
import { endBlocked, say } from '../../src/system/last-words.ts';
import type { AgentStart } from '../../src/system/system.ts';
import { limits, watched } from '../../src/system/watchdog.ts';

type Repeated = readonly [number, string, number];

/**
 * The real system in a process of its own, for what can't be tried within the test's: signals, the end of the process,
 * several writers at once. Prints its result as JSON; a Failure as its document, with its exit code.
 */
const [command, ...args] = process.argv.slice(2);
const [first = '', second = ''] = args;
const onStuck = (failure: Failure): void => print(failureDocument(failure));
const system = createSystem({ process, bin: __filename, assets: __dirname, version: '1.2.3', onStuck });

const commands: Readonly<Record<string, () => Promise<void>>> = {
  /** `start <AgentStart as JSON>`, pipes as [descriptor, text, how many times]: becomes the agent's exit code. */
  start: async () => {
    const { pipes, ...rest } = JSON.parse(first) as Omit<AgentStart, 'pipes'> & { readonly pipes: readonly Repeated[] };
    const contents = pipes.map(([descriptor, text, times]) => [descriptor, text.repeat(times)] as const);
    process.exitCode = await system.programs.start({ ...rest, pipes: new Map(contents) });
  },
  /** `change <name> <count>`: saves so many profiles, one after the other. */
  change: async () => {
    for (let index = 0; index < Number(second); index += 1) {
      const profile = { gateway: first, settings: {}, models: {} };
      await system.profiles.change((config) => ({
        ...config,
        profiles: { ...config.profiles, [`${first}-${index}`]: profile },
      }));
    }
  },
  get: async () => print({ value: await system.credentials('keyring').get(first) }),
  set: async () => {
    await system.credentials('keyring').set(first, second);
    print({ value: 'stored' });
  },
  remove: async () => print({ value: await system.credentials('keyring').remove(first) }),
  /** A line of JSON in, `[method, ...arguments]`, a line of JSON out. */
  serve: async () => {
    const keyring = system.credentials('keyring');
    for await (const line of createInterface({ input: process.stdin })) {
      const [method, account = '', secret = ''] = JSON.parse(line) as readonly [
        'get' | 'set' | 'remove',
        string?,
        string?,
      ];
      print({ value: await keyring[method](account, secret) });
    }
  },
  /** `blocked <fifo>`: opening a FIFO that nobody writes to blocks a thread as a keyring call does. */
  blocked: async () => {
    const watch = {
      ...limits(system.stderr.isTerminal, system.host.platform),
      notice: (text: string) => say(`${text}\n`),
      end: (failure: Failure) => endBlocked(failure, onStuck),
    };
    await watched(() => open(first, 'r'), 'Secret Service', watch);
  },
  line: async () => print({ value: await system.stdin.readLine() }),
  /** `write <text>`: to standard output, for ever. */
  write: async () => {
    const again = (): void => {
      system.stdout.write(`${first}\n`);
      setImmediate(again);
    };
    again();
  },
};

commands[command ?? '']?.().catch((error: unknown) => {
  if (!(error instanceof Error) || !('hint' in error)) throw error;
  const failure = error as Failure;
  print(failureDocument(failure));
  process.exitCode = exitCodes[failure.code];
});

function print(result: object): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
