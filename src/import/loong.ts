import { listAt, textAt } from '../json-path.ts';
import { variable } from '../host.ts';
import type { Host } from '../host.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import { gatewayAt, withHeader } from './gateway-at.ts';
import { Hidden, type Candidate, type FoundKey, type Launcher, type Left, type Look } from './launcher.ts';
import { atHome, entriesAt, expanded, filled, keyIn, models, valueIn, variableOrKey } from './values.ts';

/** loong: its providers, in `config.toml`. It is an agent itself, so that no model here is of an agent. loong 0.1.2-alpha.1 */
export const loong: Launcher = {
  id: 'loong',
  name: 'loong',
  seen: '0.1.2-alpha.1',
  read: async (look, host) => {
    const home = variable(host.env, 'LOONG_HOME', host.platform) ?? atHome(host, '.loong');
    const path = look.given ?? variable(host.env, 'LOONG_CONFIG_PATH', host.platform) ?? `${home}/config.toml`;
    const value = valueIn(path, 'TOML', look);
    if (value === undefined) return undefined;
    const left: Left[] = [];
    const named = entriesAt(value, 'providers');
    const single = entriesAt(value, 'provider');
    const providers =
      named.length > 0
        ? named
        : single.length > 0
          ? [[filled(value, 'provider', 'kind') ?? 'loong', Object.fromEntries(single)] as const]
          : [];
    const active = filled(value, 'active_provider');
    const sorted = providers.toSorted(([one], [other]) => Number(other === active) - Number(one === active));
    return {
      files: [path],
      candidates: sorted.flatMap(([name, one]) => candidateOf(name, one, path, left, look, host)),
      left,
    };
  },
};

/** Kinds that have a gateway of their own here, whatever their address; other kinds are told by that. */
const gateways: Readonly<Record<string, string>> = {
  cloudflare_ai_gateway: 'cloudflare',
  cloudflare_ai: 'cloudflare',
  cloudflare: 'cloudflare',
  openrouter: 'openrouter',
  vercel_ai_gateway: 'vercel',
  vercel_ai: 'vercel',
  vercel: 'vercel',
  ollama: 'ollama',
  lm_studio: 'lm-studio',
  lmstudio: 'lm-studio',
  vllm: 'vllm',
  llamacpp: 'llama-cpp',
  'llama.cpp': 'llama-cpp',
  llama_cpp: 'llama-cpp',
};

function candidateOf(
  name: string,
  one: unknown,
  path: string,
  left: Left[],
  look: Look,
  host: Host,
): readonly Candidate[] {
  const kind = (filled(one, 'kind') ?? name).replaceAll('-', '_').replace(/_compatible$/, '');
  const url = filled(one, 'base_url');
  const own = textAt(gateways, kind);
  if (url === undefined && own === undefined) {
    left.push({
      what: `provider ${name}`,
      why: `the address of ${kind} stands in loong itself: add base_url, or jetway profile create ${name} --gateway compatible --base-url <url>`,
    });
    return [];
  }
  const place =
    own === undefined
      ? gatewayAt(url ?? '', protocolOf(kind, one))
      : { gateway: own, given: url === undefined ? {} : { 'base-url': url } };
  for (const [what, why] of Object.entries(unable)) {
    if (entriesAt(one).some(([field, value]) => field === what && isSet(value)))
      left.push({ what: `provider ${name}: ${what}`, why });
  }
  const preferred = models(
    filled(one, 'model') === 'auto' ? undefined : filled(one, 'model'),
    ...listAt(one, 'preferred_models'),
  );
  return [
    {
      name,
      ...withHeader(place, kind === 'anthropic'),
      chosen: { models: {}, ...(preferred.length === 0 ? {} : { preferredModels: preferred }) },
      key: keyOf(one, path, look, host),
    },
  ];
}

function protocolOf(kind: string, one: unknown): ProtocolId {
  if (kind === 'anthropic') return 'anthropic-messages';
  return filled(one, 'wire_api') === 'responses' ? 'openai-responses' : 'openai-chat';
}

const unable: Readonly<Record<string, string>> = {
  headers: 'Jetway sends no headers of your own',
  chat_completions_path: 'paths are those of the gateway',
  endpoint: 'paths are those of the gateway',
  models_endpoint: 'paths are those of the gateway',
  oauth_access_token: 'a sign-in is not carried over: jetway login --sso',
  oauth_access_token_env: 'a sign-in is not carried over: jetway login --sso',
  reasoning_effort: "it is the agent's own setting",
  temperature: "it is the agent's own setting",
  max_tokens: "it is the agent's own setting",
  stop: "it is the agent's own setting",
};

function isSet(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : value !== '';
}

/** `{ env }`, `{ file }`, `{ exec }`, or a text. */
function keyOf(one: unknown, path: string, look: Look, host: Host): FoundKey {
  const named = filled(one, 'api_key', 'env') ?? filled(one, 'api_key_env');
  if (named !== undefined) return variableOrKey(named, path);
  const command = listAt(one, 'api_key', 'exec').filter((word) => typeof word === 'string');
  if (command.length > 0) return { kind: 'command', command };
  const file = filled(one, 'api_key', 'file');
  if (file !== undefined) {
    const place = expanded(file, host);
    const text = look.text(place)?.trim() ?? '';
    return text === ''
      ? { kind: 'elsewhere', why: `missing: it was to be in ${file}` }
      : { kind: 'text', path: place, text: new Hidden(text) };
  }
  return keyIn(filled(one, 'api_key'), path, /^\$(?:\{(\w+)\}|(\w+))$|^(?:env:|%)(\w+)%?$/);
}
