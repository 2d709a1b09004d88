import { taken, type Setter, type SettersOf } from '../../config-layers/layer.ts';
import { saidAt, type GeminiLayers } from './layers.ts';

/** How plain Gemini CLI logs in, as far as settings and environment say it. */
export interface Selection {
  /** As it is written in settings; undefined: nothing says it, and a terminal is asked. */
  readonly type: string | undefined;
  readonly by: Setter | undefined;
  /** Which variables count with it. */
  readonly way: 'key' | 'vertex' | 'login';
  /** It passes the CLI's own check. */
  readonly valid: boolean;
}

/** The settings first; without a word in them the environment is looked at, in this order (0.61.0, driven). */
export function selectionIn(layers: GeminiLayers, set: SettersOf): Selection {
  const on = (name: string): Setter | undefined => {
    const setter = taken(set(name));
    return setter?.text === 'true' ? setter : undefined;
  };
  const candidates: readonly (readonly [Setter | undefined, string | undefined])[] = [
    [taken(saidAt(layers, 'security', 'auth', 'selectedType')), undefined],
    [on('GOOGLE_GENAI_USE_GCA'), 'oauth-personal'],
    [on('GOOGLE_GENAI_USE_VERTEXAI'), 'vertex-ai'],
    [taken(set('GOOGLE_GEMINI_BASE_URL')), 'gateway'],
    [taken(set('GEMINI_API_KEY')), 'gemini-api-key'],
    [on('CLOUD_SHELL') ?? on('GEMINI_CLI_USE_COMPUTE_ADC'), 'compute-default-credentials'],
  ];
  const [by, named] = candidates.find(([setter]) => setter !== undefined) ?? [];
  const type = named ?? by?.text;
  const unchecked = taken(saidAt(layers, 'security', 'auth', 'useExternal'))?.text === 'true';
  const way = ways[type ?? ''] ?? 'key';
  return { type, by, way, valid: unchecked || type === undefined || (type !== 'gateway' && type in ways) };
}

const ways: Readonly<Record<string, Selection['way']>> = {
  'gemini-api-key': 'key',
  gateway: 'key',
  'vertex-ai': 'vertex',
  'oauth-personal': 'login',
  'compute-default-credentials': 'login',
};
