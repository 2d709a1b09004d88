import { listAt, numberAt, parseJson } from '../json-path.ts';
import type { Profile } from '../profiles/profile.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import { Failure } from '../failure.ts';
import { variable, type Host } from '../host.ts';
import { gatewayAt } from './gateway-at.ts';
import type { Candidate, Launcher, Left, Look, Reading } from './launcher.ts';
import { agentNamed, atHome, entriesAt, filled, keyIn, models, valueIn } from './values.ts';

/**
 * claude-code-router: providers, and which model serves what. Version 3 keeps it in a database and takes the file of the
 * versions before it along, once, into that. 2.0.0 and 3.1.1
 */
export const claudeCodeRouter: Launcher = {
  id: 'claude-code-router',
  name: 'claude-code-router',
  seen: '2.0.0, 3.1.1',
  read: async (look, host) => {
    const [database, file] = places(host);
    const path = look.given ?? file;
    const isDatabase = look.given === undefined ? look.has(database) : /\.(?:sqlite|db)$/.test(look.given);
    if (isDatabase) {
      const stored = await inDatabase(look.given ?? database, look);
      if (stored !== undefined) return readingOf(stored, look.given ?? database);
    }
    const value = valueIn(path, 'JSON', look);
    return value === undefined ? undefined : readingOf(value, path);
  },
};

function places(host: Host): readonly [string, string] {
  const roaming = host.platform === 'win32' ? variable(host.env, 'APPDATA', host.platform) : undefined;
  const folder = roaming === undefined ? atHome(host, '.claude-code-router') : `${roaming}\\claude-code-router`;
  return [`${folder}/config.sqlite`, atHome(host, '.claude-code-router', 'config.json')];
}

async function inDatabase(path: string, look: Look): Promise<unknown> {
  const rows = await look.rows(path, "SELECT value_json FROM app_config WHERE key = 'default'");
  if (rows !== undefined) {
    const [row] = rows;
    return row === undefined ? undefined : parseJson(row);
  }
  throw new Failure(
    'configuration',
    `${path} is a database of SQLite, which this Node can't read.`,
    'Run it with Node 22.13 or newer: npx -y -p node@22 -p jetway jetway import claude-code-router',
  );
}

function readingOf(value: unknown, path: string): Reading {
  const left: Left[] = [];
  const providers = listAt(value, 'Providers').map((one) => ({ name: filled(one, 'name') ?? '', one }));
  const names = providers.map(({ name }) => name);
  const routes = routesIn(value, names, left);
  // The first that is made is the one in use, where none is yet.
  const first = routes.find(({ role }) => role === 'default')?.provider ?? filled(value, 'preferredProvider');
  const sorted = providers.toSorted((a, b) => Number(b.name === first) - Number(a.name === first));
  const candidates = sorted.flatMap(({ name, one }) => candidateOf(name, one, routes, path, left));
  for (const { what, provider } of routes) {
    if (!names.includes(provider)) left.push({ what, why: `there is no provider ${provider}` });
  }
  if (filled(value, 'APIKEY') !== undefined)
    left.push({ what: 'APIKEY', why: "it opens claude-code-router's own server, which Jetway does not need" });
  if (filled(value, 'CUSTOM_ROUTER_PATH') !== undefined)
    left.push({
      what: 'CUSTOM_ROUTER_PATH',
      why: `a program that chooses models is not run; ${instead}`,
    });
  for (const rule of listAt(value, 'Router', 'rules')) {
    left.push({
      what: `rule ${filled(rule, 'name') ?? ''}`,
      why: `a profile has no rules; ${instead}`,
    });
  }
  return { files: [path], candidates, left };
}

/** Ends a reason: what there is instead. */
const instead = 'models by role: jetway profile set --help';

/** What a model serves, and which one: `openrouter,anthropic/claude-sonnet-4.5`. */
interface ServedBy {
  readonly what: string;
  readonly role: string;
  readonly provider: string;
  readonly model: string;
  readonly from?: number;
}

function routesIn(value: unknown, names: readonly string[], left: Left[]): readonly ServedBy[] {
  const roles = entriesAt(value, 'Router');
  const longFrom = numberAt(value, 'Router', 'longContextThreshold') ?? 60_000;
  const byRole = roles.flatMap(([role, target]): readonly ServedBy[] => {
    if (typeof target !== 'string' || target === '') return [];
    const what = `Router.${role}`;
    const served = servedBy(what, role, target, names);
    if (served !== undefined && Object.hasOwn(wanted, role)) return [{ ...served, from: longFrom }];
    left.push({
      what: `${what} ${target}`,
      why: served === undefined ? 'it names no provider' : `a profile has no role for it; ${instead}`,
    });
    return [];
  });
  const byProfile = listAt(value, 'profile', 'profiles').flatMap((profile): readonly ServedBy[] => {
    const agent = agentNamed(filled(profile, 'agent'), { 'claude-code': 'claude' });
    const name = filled(profile, 'name') ?? '';
    return [
      ['agent', filled(profile, 'model')] as const,
      ['small', filled(profile, 'smallFastModel') ?? filled(profile, 'haikuModel')] as const,
    ].flatMap(([role, model]) => {
      if (model === undefined) return [];
      const served = servedBy(`profile ${name}:`, `${role} ${agent ?? ''}`, model, names);
      if (served !== undefined && agent !== undefined) return [served];
      const why = agent === undefined ? 'Jetway has no such agent' : 'it names no provider';
      left.push({ what: `profile ${name}: ${model}`, why });
      return [];
    });
  });
  return [...byRole, ...byProfile];
}

const wanted = { default: 1, background: 1, think: 1, longContext: 1 } as const;

function servedBy(what: string, role: string, target: string, names: readonly string[]): ServedBy | undefined {
  const [, provider, model] = /^([^,]+),(.+)$/.exec(target) ?? [];
  if (provider !== undefined && model !== undefined)
    return { what, role, provider: provider.trim(), model: model.trim() };
  const owner = names.find((name) => target.startsWith(`${name}/`));
  return owner === undefined ? undefined : { what, role, provider: owner, model: target.slice(owner.length + 1) };
}

const protocols: Readonly<Record<string, ProtocolId>> = {
  openai_responses: 'openai-responses',
  openai_chat_completions: 'openai-chat',
  anthropic_messages: 'anthropic-messages',
  gemini_generate_content: 'gemini',
};

function protocolOf(type: string | undefined): ProtocolId | undefined {
  return type !== undefined && Object.hasOwn(protocols, type) ? protocols[type] : undefined;
}

function candidateOf(
  name: string,
  one: unknown,
  routes: readonly ServedBy[],
  path: string,
  left: Left[],
): readonly Candidate[] {
  const url = filled(one, 'api_base_url') ?? filled(one, 'baseUrl') ?? filled(one, 'baseurl');
  if (name === '' || url === undefined) {
    left.push({ what: `provider ${name}`, why: 'it has no address' });
    return [];
  }
  const place = gatewayAt(url, protocolOf(filled(one, 'type')) ?? byAddress(url));
  const own = routes.filter(({ provider }) => provider === name);
  const by = (role: string): ServedBy | undefined => own.find((route) => route.role === role);
  const [main, small, plan, long] = ['default', 'background', 'think', 'longContext'].map(by);
  const modelsOf = (kind: string): Readonly<Record<string, string>> =>
    Object.fromEntries(own.flatMap(({ role, model }) => (role.startsWith(kind) ? [[role.slice(6), model]] : [])));
  const chosen = { ...(main === undefined ? {} : { claude: main.model }), ...modelsOf('agent ') };
  const smalls = { ...(small === undefined ? {} : { claude: small.model }), ...modelsOf('small ') };
  const smallModels = Object.fromEntries(Object.entries(smalls).filter(([agent]) => Object.hasOwn(chosen, agent)));
  const roles: Profile['roles'] = {
    ...(plan === undefined ? {} : { plan: plan.model }),
    ...(long === undefined ? {} : { long: { from: long.from ?? 60_000, model: long.model } }),
  };
  // A role is of a profile, and a profile of one gateway.
  const elsewhere = own.filter(
    ({ role }) =>
      (main === undefined && Object.hasOwn(wanted, role)) ||
      (role.startsWith('small ') && !Object.hasOwn(chosen, role.slice(6))),
  );
  for (const { what, model } of elsewhere) {
    left.push({
      what: `${what} ${name},${model}`,
      why: 'a profile is of one gateway, and the main model is at another',
    });
  }
  if (entriesAt(one, 'transformer').length > 0)
    left.push({
      what: `provider ${name}: transformer`,
      why: 'Jetway translates by itself, after the protocol that the gateway speaks',
    });
  if (entriesAt(one, 'extraHeaders').length > 0)
    left.push({ what: `provider ${name}: extraHeaders`, why: 'Jetway sends no headers of your own' });
  const preferred = models(...listAt(one, 'models'));
  return [
    {
      name,
      ...place,
      chosen: {
        ...(main === undefined ? {} : { agent: 'claude' }),
        models: chosen,
        ...(Object.keys(smallModels).length === 0 ? {} : { smallModels }),
        ...(preferred.length === 0 ? {} : { preferredModels: preferred }),
        ...(main === undefined || Object.keys(roles).length === 0 ? {} : { roles }),
      },
      key: keyIn(filled(one, 'api_key') ?? filled(one, 'apiKey') ?? filled(one, 'apikey'), path),
    },
  ];
}

/** The whole address of a request stands there, its protocol with it. */
function byAddress(url: string): ProtocolId {
  if (/\/messages\/?$|\/anthropic\/?$/.test(url)) return 'anthropic-messages';
  if (/\/responses\/?$/.test(url)) return 'openai-responses';
  return /generativelanguage|\/v1beta\b/.test(url) ? 'gemini' : 'openai-chat';
}
