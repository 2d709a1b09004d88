import { setImmediate as nextTurn } from 'node:timers/promises';
import { findAgent } from '../../src/agents/index.ts';
import { loadFormat } from '../../src/edits/as-written.ts';
import { track } from '../../src/launch/restore.ts';
import type { Left } from '../../src/launch/restore/journal.ts';
import type { System } from '../../src/system/system.ts';
import { targetOf } from './agent-cases.ts';
import { temporaryHome, type Home } from './home.ts';
import { systemIn } from './system-in.ts';

export const settings = '.claude/settings.json';
export const config = '.codex/config.toml';

/** The models of a session: Codex and Claude Code know them by the first name, the user by the second. */
const { models } = targetOf({
  target: {
    main: { protocol: 'openai-responses', baseUrl: 'http://127.0.0.1:9', model: 'gw/one' },
    others: ['gw/two', 'gw/three'].map((model) => ({
      protocol: 'openai-responses',
      baseUrl: 'http://127.0.0.1:9',
      model,
      about: { id: `called-${model}` },
    })),
  },
});

export interface Watching extends AsyncDisposable {
  readonly home: Home;
  readonly said: string[];
  readonly system: System;
  /** Watches a session, which runs by then; gives what is called when it ends. */
  begin(
    id: string,
    more?: { readonly args?: readonly string[]; readonly others?: readonly Left[] },
  ): Promise<() => Promise<void>>;
  journals(): readonly string[];
}

/** A home with sessions that are watched. */
export async function watching(parts: (system: System) => Partial<System> = () => ({})): Promise<Watching> {
  const home = await temporaryHome();
  const said: string[] = [];
  const real = systemIn(home.env);
  const heard = {
    ...real,
    host: { ...real.host, cwd: home.cwd },
    stderr: { ...real.stderr, write: (text: string) => void said.push(text) },
  };
  const system = { ...heard, ...parts(heard) };
  const journals = () => [...home.snapshot().keys()].filter((name) => name.startsWith('.cache/jetway/guard/'));
  await Promise.all([loadFormat('json'), loadFormat('toml'), import('../../src/launch/restore/changed-model.ts')]);
  return {
    home,
    said,
    system,
    begin: async (id, { args = [], others = [] } = {}) => {
      const before = journals().length;
      const end = track(findAgent(id), { args, models, profile: undefined, others }, system);
      // Notes are taken beside the agent; of some sessions there are none.
      for (let turn = 0; turn < 20 && journals().length === before; turn += 1) await nextTurn();
      return end;
    },
    journals,
    [Symbol.asyncDispose]: async () => home[Symbol.asyncDispose](),
  };
}

/** A configuration of Codex's, as somebody wrote it, and as Codex leaves it after a pick. */
export const own = `# My Codex

 model   =  'gpt-5.5'  # the one I like
# effort
"approval_policy" = "on-request"

[projects."/home/dev"]
trust_level = "trusted"   # yes
`;
export const written = own
  .replace("'gpt-5.5'", '"gw/two"')
  .replace('"on-request"\n', '"on-request"\nmodel_reasoning_effort = "low"\n');
