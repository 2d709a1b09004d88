import { listAt } from '../json-path.ts';
import type { Candidate, FoundKey, Launcher, Left } from './launcher.ts';
import { agentNamed, atHome, entriesAt, filled, keyIn, models, valueIn } from './values.ts';

/** The Bifrost CLI: contexts in state.json; what an older one left, in config.json. cli/internal/config of maximhq/bifrost, cli 1.0.0. */
export const bifrost: Launcher = {
  id: 'bifrost',
  name: 'Bifrost CLI',
  seen: '1.0.0',
  read: async (look, host) => {
    const own = ['state.json', 'config.json'].map((name) => atHome(host, '.bifrost', name));
    const files = (look.given === undefined ? own : [look.given]).filter((path) => look.has(path));
    if (files.length === 0) return undefined;
    const left: Left[] = [];
    const candidates = files.flatMap((path) => candidatesIn(path, valueIn(path, 'JSON', look), left));
    // The older file repeats what the context in use says, and may have the key that the newer one keeps elsewhere.
    const byUrl = new Map<string, Candidate>();
    for (const candidate of candidates) {
      const url = candidate.given['base-url'] ?? '';
      const first = byUrl.get(url) ?? candidate;
      byUrl.set(url, first.key === stored ? { ...first, key: candidate.key } : first);
    }
    return { files, candidates: [...byUrl.values()], left };
  },
};

function candidatesIn(path: string, value: unknown, left: Left[]): readonly Candidate[] {
  const selections = new Map(entriesAt(value, 'selections'));
  const contexts = listAt(value, 'profiles').map((profile) => {
    const id = filled(profile, 'id') ?? '';
    const selection = selections.get(id);
    const model = filled(selection, 'model') ?? filled(profile, 'default_model');
    const name = filled(profile, 'name') ?? id;
    return { name, url: filled(profile, 'base_url'), harness: filled(selection, 'harness'), model, key: stored };
  });
  const older = {
    name: 'bifrost',
    url: filled(value, 'base_url'),
    harness: filled(value, 'default_harness'),
    model: filled(value, 'default_model'),
    key: keyIn(filled(value, 'virtual_key'), path),
  };
  return [...contexts, older].flatMap(({ name, url, harness, model, key }) => {
    if (url === undefined) {
      if (name !== older.name) left.push({ what: `context ${name}`, why: 'it has no address' });
      return [];
    }
    const agent = agentNamed(harness);
    const [first] = models(model);
    if (harness !== undefined && agent === undefined) {
      left.push({ what: `context ${name}: ${harness}`, why: 'Jetway has no such agent' });
    }
    const chosen =
      agent === undefined || first === undefined
        ? { models: {}, ...(first === undefined ? {} : { preferredModels: [first] }) }
        : { agent, models: { [agent]: first } };
    return [{ name, gateway: 'bifrost', given: { 'base-url': url }, chosen, key: key.kind === 'none' ? stored : key }];
  });
}

const stored: FoundKey = {
  kind: 'elsewhere',
  why: "in the OS keyring under the Bifrost CLI's name, or a sign-in of its own: jetway login, or jetway login --sso",
};
