import { listAt } from '../json-path.ts';
import { variable } from '../host.ts';
import { gatewayAt, withHeader } from './gateway-at.ts';
import type { Candidate, FoundKey, Launcher, Left } from './launcher.ts';
import { agentNamed, atHome, entriesAt, expanded, filled, keyIn, models, valueIn } from './values.ts';

/**
 * CCS: profiles in `config.yaml` (`config.json` before version 7), each with a file of variables for Claude Code.
 * @kaitranntt/ccs 7.79.1
 */
export const ccs: Launcher = {
  id: 'ccs',
  name: 'CCS',
  seen: '7.79.1',
  read: async (look, host) => {
    const folder = variable(host.env, 'CCS_DIR', host.platform) ?? atHome(host, '.ccs');
    const own = ['config.yaml', 'config.json'].map((name) => `${folder}/${name}`);
    const path = look.given ?? own.find((one) => look.has(one));
    const value = path === undefined ? undefined : valueIn(path, path.endsWith('.json') ? 'JSON' : 'YAML', look);
    if (path === undefined || value === undefined) return undefined;
    const left: Left[] = [];
    const files = [path];
    const candidates = entriesAt(value, 'profiles').flatMap(([name, profile]) => {
      // Before version 7 the file stood there by itself.
      const settings = typeof profile === 'string' ? profile : filled(profile, 'settings');
      if (settings === undefined) return leave(left, name, 'it names no file of settings');
      const file = expanded(settings, host);
      const env = valueIn(file, 'JSON', look);
      if (env === undefined) return leave(left, name, `${settings} is not there`);
      files.push(file);
      return candidateOf(name, filled(profile, 'target'), env, file, left);
    });
    left.push(...unable(value));
    return { files, candidates, left };
  },
};

function leave(left: Left[], name: string, why: string): readonly Candidate[] {
  left.push({ what: `profile ${name}`, why });
  return [];
}

function candidateOf(
  name: string,
  target: string | undefined,
  settings: unknown,
  path: string,
  left: Left[],
): readonly Candidate[] {
  const env = new Map(entriesAt(settings, 'env').map(([key]) => [key, filled(settings, 'env', key)]));
  const url = env.get('ANTHROPIC_BASE_URL');
  if (url === undefined) return leave(left, name, "it goes to Anthropic's own address");
  const agent = agentNamed(target ?? 'claude');
  if (agent === undefined)
    left.push({ what: `profile ${name}: target ${target ?? ''}`, why: 'Jetway has no such agent' });
  const provider = env.get('CCS_DROID_PROVIDER');
  const isChat = target === 'droid' && provider !== 'anthropic';
  const place = gatewayAt(url, isChat ? 'openai-chat' : 'anthropic-messages');
  const [main] = models(withoutWindow(env.get('ANTHROPIC_MODEL')));
  const [small] = models(
    withoutWindow(env.get('ANTHROPIC_DEFAULT_HAIKU_MODEL') ?? env.get('ANTHROPIC_SMALL_FAST_MODEL')),
  );
  const tiers = ['OPUS', 'SONNET'].map((tier) => withoutWindow(env.get(`ANTHROPIC_DEFAULT_${tier}_MODEL`)));
  const extra =
    env
      .get('ANTHROPIC_EXTRA_MODELS')
      ?.split(',')
      .map((id) => id.trim()) ?? [];
  const preferred = models(main, ...tiers, small, ...extra);
  for (const [key, value] of env) {
    if (!known.test(key) && value !== undefined)
      left.push({ what: `profile ${name}: ${key}`, why: "set it in the agent's own settings, or in your shell" });
  }
  const token = env.get('ANTHROPIC_AUTH_TOKEN');
  const key: FoundKey = keyIn(token ?? env.get('ANTHROPIC_API_KEY'), path);
  return [
    {
      name,
      ...withHeader(place, token === undefined),
      chosen: {
        ...(agent === undefined ? {} : { agent }),
        models: agent === undefined || main === undefined ? {} : { [agent]: main },
        ...(agent === undefined || small === undefined || small === main ? {} : { smallModels: { [agent]: small } }),
        ...(preferred.length < 2 ? {} : { preferredModels: preferred }),
      },
      key,
    },
  ];
}

/** Claude Code's way to ask for a large window; the window of each model is the catalogue's here. */
function withoutWindow(model: string | undefined): string | undefined {
  return model?.replace(/\[1m\]$/i, '');
}

const known =
  /^(?:ANTHROPIC_(?:BASE_URL|AUTH_TOKEN|API_KEY|MODEL|EXTRA_MODELS|SMALL_FAST_MODEL|DEFAULT_[A-Z]+_MODEL)|CCS_DROID_PROVIDER)$/;

/** What is no address with a key. */
function unable(value: unknown): readonly Left[] {
  const accounts = entriesAt(value, 'accounts').map(([name]) => ({
    what: `account ${name}`,
    why: "it is a login of Claude Code's own, which needs no gateway",
  }));
  const variants = [
    ...entriesAt(value, 'cliproxy', 'variants'),
    ...entriesAt(value, 'cliproxy')
      .filter(([name]) => name === 'oauth_accounts')
      .flatMap(([, all]) => entriesAt(all)),
  ].map(([name]) => ({
    what: `cliproxy ${name}`,
    why: "it is a sign-in of CLIProxy's, which has to run: jetway profile create <name> --gateway cliproxyapi",
  }));
  const routing =
    listAt(value, 'proxy', 'routing').length > 0 ? [{ what: 'proxy.routing', why: 'it is of its own proxy' }] : [];
  return [...accounts, ...variants, ...routing];
}
