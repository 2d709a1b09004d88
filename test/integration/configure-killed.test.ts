import { describe, expect, it } from 'vitest';
import type { System } from '../../src/system/system.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import { noPosix } from '../support/posix.ts';

const key = 'sk-configured-5a1c9e77d2';
const protocols = 'anthropic-messages,openai-responses';
const models = ['claude-sonnet-4-5', 'claude-haiku-4-5'];
const own = '{\n  "model": "opus",\n  "mine": true\n}\n';

async function ready(gateway: Gateway): Promise<Jetway> {
  const here = await jetway();
  for (const id of ['claude', 'opencode']) here.install(id);
  const flags = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', `protocols=${protocols}`];
  await here.run(['login', '--profile', 'work', ...flags, '--key-stdin', '--store', 'file'], { stdin: key });
  here.home.write('.claude/settings.json', own);
  return here;
}

const line = (id: string, model: string): readonly string[] => [
  ...['configure', id, '--profile', 'work', '--model', model, '--yes', '--no-check'],
];

class Killed extends Error {}

/** Every effect on files up to the `last`th happens, and nothing after it, as if the process were killed there. */
function killedAfter(last: number): {
  readonly parts: (system: System) => Partial<System>;
  readonly done: () => boolean;
} {
  let count = 0;
  const step = (): void => {
    count += 1;
    if (count > last) throw new Killed();
  };
  return {
    done: () => count <= last,
    parts: ({ files }) => ({
      files: {
        ...files,
        write: (...args) => {
          step();
          files.write(...args);
        },
        remove: (path) => {
          step();
          return files.remove(path);
        },
        removeBehind: (path) => {
          step();
          return files.removeBehind(path);
        },
        removeFolder: (path) => {
          step();
          return files.removeFolder(path);
        },
      },
    }),
  };
}

const userFiles = (here: Jetway): ReadonlyMap<string, string> =>
  new Map(
    [...here.home.snapshot()]
      .filter(([path]) => path.startsWith('.claude/') || path.startsWith('.config/opencode/'))
      .map(([path, bytes]) => [path, bytes.toString()]),
  );

/** Claude Code asks for the key by a command of a POSIX shell; on Windows it is not configured. */
const able = noPosix ? ['opencode'] : ['claude', 'opencode'];

describe('stopped between any two effects', () => {
  it.each(able)('configure of %s is taken back whole', async (id) => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const before = userFiles(here);
    let done = false;
    for (let last = 0; !done; last += 1) {
      const killer = killedAfter(last);
      await here.run(line(id, 'claude-sonnet-4-5'), { parts: killer.parts });
      done = killer.done();
      const { code, stderr } = await here.run(['unconfigure', '--yes']);
      expect([0, 2], stderr).toContain(code);
      expect(userFiles(here), `after ${last} effects`).toEqual(before);
      expect(last).toBeLessThan(40);
    }
  });

  it.each(able)('the change of %s from one model to another is taken back whole', async (id) => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const before = userFiles(here);
    let done = false;
    for (let last = 0; !done; last += 1) {
      await here.run(line(id, 'claude-sonnet-4-5'));
      const killer = killedAfter(last);
      await here.run(line(id, 'claude-haiku-4-5'), { parts: killer.parts });
      done = killer.done();
      if (last % 2 === 1) expect(await here.run(line(id, 'claude-haiku-4-5'))).toMatchObject({ code: 0 });
      expect(await here.run(['unconfigure', '--yes'])).toMatchObject({ code: 0 });
      expect(userFiles(here), `after ${last} effects`).toEqual(before);
      expect(last).toBeLessThan(40);
    }
  });

  it.each(able)('unconfigure of %s goes on where it was', async (id) => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const before = userFiles(here);
    let done = false;
    for (let last = 0; !done; last += 1) {
      await here.run(line(id, 'claude-sonnet-4-5'));
      const killer = killedAfter(last);
      await here.run(['unconfigure', '--yes'], { parts: killer.parts });
      done = killer.done();
      await here.run(['unconfigure', '--yes']);
      expect(userFiles(here), `after ${last} effects`).toEqual(before);
      expect(last).toBeLessThan(40);
    }
  });
});
