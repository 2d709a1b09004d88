import { listAt } from '../json-path.ts';
import type { Candidate, FoundKey, Launcher, Left, Reading } from './launcher.ts';
import { atHome, entriesAt, filled, keyIn, models, valueIn } from './values.ts';

/**
 * LiteLLM's `lite`: the proxy's address in `~/.litellm/config.json`, the sign-in in `token.json`; or the configuration of a
 * proxy (`--file config.yaml`). litellm 1.108.7
 */
export const litellm: Launcher = {
  id: 'litellm',
  name: 'LiteLLM',
  seen: '1.108.7',
  read: async (look, host) => {
    if (look.given !== undefined && !look.given.endsWith('.json')) {
      const value = valueIn(look.given, 'YAML', look);
      return value === undefined ? undefined : proxyIn(value, look.given);
    }
    const [config, token] = ['config.json', 'token.json'].map((name) => atHome(host, '.litellm', name)) as [
      string,
      string,
    ];
    const own = look.given === undefined ? [config, token] : [look.given];
    const files = own.filter((path) => look.has(path));
    const [first, ...more] = files.map((path) => valueIn(path, 'JSON', look));
    if (first === undefined) return undefined;
    const left: Left[] = [];
    const hidden = filled(first, 'hidden_commands');
    if (hidden !== undefined) left.push({ what: `hidden_commands ${hidden}`, why: "it is about lite's own help" });
    const url = [first, ...more].map((value) => filled(value, 'base_url')).find((text) => text !== undefined);
    if (url === undefined) return { files, candidates: [], left };
    const isSignedIn = files.includes(token);
    return {
      files,
      left,
      candidates: [
        {
          name: 'litellm',
          gateway: 'litellm',
          given: { 'base-url': url },
          chosen: { models: {} },
          // What it signed in for ends within a day, and is renewed by it alone.
          key: isSignedIn ? { kind: 'command', command: ['lite', 'auth', 'print-token'] } : { kind: 'none' },
        },
      ],
    };
  },
};

/** A proxy's own configuration: what it offers, and the administrator's key. Its port stands in no file. */
function proxyIn(value: unknown, path: string): Reading {
  const deployments = listAt(value, 'model_list');
  const names = deployments.map((one) => filled(one, 'model_name'));
  const wild = names.filter((name) => name?.includes('*') === true);
  const left: Left[] = wild.map((name) => ({
    what: `model_name ${name ?? ''}`,
    why: 'the proxy lists what stands behind it: jetway list-models',
  }));
  const keys = deployments.filter((one) => filled(one, 'litellm_params', 'api_key') !== undefined).length;
  if (keys > 0)
    left.push({ what: `api_key of ${keys} deployments`, why: "they are the proxy's own, for the vendors behind it" });
  for (const [name] of entriesAt(value, 'router_settings')) {
    left.push({ what: `router_settings.${name}`, why: 'the proxy goes on doing it' });
  }
  const key = keyIn(filled(value, 'general_settings', 'master_key'), path, /^os\.environ\/(\w+)$/);
  if (key.kind !== 'none') {
    left.push({
      what: 'general_settings.master_key',
      why: 'it may do all; a virtual key is enough for a session: jetway keys create',
    });
  }
  const preferred = models(...names);
  const candidate: Candidate = {
    name: 'litellm',
    gateway: 'litellm',
    given: {},
    chosen: { models: {}, ...(preferred.length === 0 ? {} : { preferredModels: preferred }) },
    key: key satisfies FoundKey,
  };
  return { files: [path], candidates: names.length === 0 && key.kind === 'none' ? [] : [candidate], left };
}
