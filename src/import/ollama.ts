import { listAt } from '../json-path.ts';
import type { Launcher, Left } from './launcher.ts';
import { agentNamed, atHome, entriesAt, models, valueIn } from './values.ts';

/** `ollama launch`: which models it starts each agent with. cmd/config/config.go of ollama, 0.17.4 and 2026-08-21. */
export const ollama: Launcher = {
  id: 'ollama',
  name: 'ollama launch',
  seen: '0.17.4',
  read: async (look, host) => {
    const path =
      look.given ??
      ['config.json', 'config/config.json'].map((name) => atHome(host, '.ollama', name)).find((one) => look.has(one));
    const value = path === undefined ? undefined : valueIn(path, 'JSON', look);
    if (path === undefined || value === undefined) return undefined;
    const left: Left[] = [];
    const chosen: Record<string, string> = {};
    const preferred: string[] = [];
    for (const [name, entry] of entriesAt(value, 'integrations')) {
      const [first, ...more] = models(...listAt(entry, 'models'));
      const agent = agentNamed(name);
      if (first === undefined) continue;
      if (agent === undefined) left.push({ what: `${name}: ${first}`, why: 'Jetway has no such agent' });
      else chosen[agent] = first;
      preferred.push(first, ...more);
      const aliases = entriesAt(entry, 'aliases').map(([alias, to]) => `${alias} → ${String(to)}`);
      if (aliases.length > 0)
        left.push({
          what: `${name}: aliases ${aliases.join(', ')}`,
          why: 'a profile has one model and one small model for an agent: jetway profile set small-model.<agent> <model>',
        });
    }
    if (preferred.length === 0) return { files: [path], candidates: [], left };
    const candidate = {
      name: 'ollama',
      gateway: 'ollama',
      // Where it listens, OLLAMA_HOST tells Jetway, too.
      given: {},
      chosen: { models: chosen, preferredModels: models(...preferred) },
      key: { kind: 'none' as const },
    };
    return { files: [path], candidates: [candidate], left };
  },
};
