import { carriesCredential, keyHeader } from '../../keys/key-headers.ts';
import { join } from 'node:path';
import { shownCommand, shownCredential, shownEndpoint, type Origin, type Look } from '../../config-layers/origin.ts';
import { originOf, problemOfFile, saidAt, type Setter } from '../../config-layers/layer.ts';
import { namesAt } from '../../config-layers/located.ts';
import { layersOf, type ClineLayers } from './layers.ts';

/**
 * Who sets what, as Cline 3.0.65 was seen to decide it: the provider that was used last, by what the file of providers
 * says of it, and where that has no key by the vendor's variable. A `.env` of the folder that it is started in gives
 * variables that are not set.
 */
export function origins(look: Look): readonly Origin[] {
  const layers = layersOf(look);
  const { providers } = layers;
  const used = saidIn(layers, 'lastUsedProvider')[0]?.text ?? 'cline';
  const at = (...path: readonly string[]): readonly Setter[] => saidIn(layers, 'providers', used, 'settings', ...path);
  const headers = providers === undefined ? [] : namesAt(providers.settings, 'providers', used, 'settings', 'headers');
  return [
    ...at('baseUrl').map((found) => originOf('endpoint', found, shownEndpoint(found.text))),
    ...headers
      .filter(carriesCredential)
      .flatMap((name) => at('headers', name).map((found) => credential(found, name.toLowerCase()))),
    ...[...at('auth', 'accessToken'), ...at('apiKey'), ...(variables[used] ?? []).flatMap(layers.env)].map((found) =>
      credential(found, headerOf(used)),
    ),
    ...at('model').map((found) => originOf('model', found, found.text)),
    ...programs(look),
    ...broken(layers),
  ];
}

function saidIn({ providers }: ClineLayers, ...path: readonly string[]): readonly Setter[] {
  return providers === undefined ? [] : saidAt([providers], ...path);
}

function credential(found: Setter, header: string): Origin {
  return { ...originOf('credential', found, shownCredential(found.text)), headers: [header] };
}

function headerOf(provider: string): string {
  if (provider === 'gemini') return keyHeader.google;
  return provider === 'anthropic' ? keyHeader.anthropic : keyHeader.bearer;
}

/** Of the providers that are most in use. */
const variables: Readonly<Record<string, readonly string[]>> = {
  cline: ['CLINE_API_KEY'],
  anthropic: ['ANTHROPIC_API_KEY'],
  'openai-native': ['OPENAI_API_KEY'],
  'openai-compatible': ['OPENAI_API_KEY'],
  gemini: ['GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY'],
  openrouter: ['OPENROUTER_API_KEY'],
  litellm: ['LITELLM_API_KEY'],
  'vercel-ai-gateway': ['AI_GATEWAY_API_KEY'],
  deepseek: ['DEEPSEEK_API_KEY'],
  ollama: ['OLLAMA_API_KEY'],
  lmstudio: ['LMSTUDIO_API_KEY'],
};

/** Bun runs these before Cline's own program, and before what Jetway has it load. */
function programs({ host, read }: Look): readonly Origin[] {
  const place = join(host.cwd, 'bunfig.toml');
  const lines = (read(place) ?? '').split(/\r?\n/);
  const index = lines.findIndex((line) => /^\s*preload\s*=/.test(line));
  const [, program = 'a program'] = /["']([^"']+)["']/.exec(lines.slice(index).join(' ')) ?? [];
  if (index === -1) return [];
  return [
    {
      sets: 'command',
      from: 'project',
      place,
      line: index + 1,
      key: 'preload',
      value: shownCommand(program),
      beatsJetway: true,
    },
  ];
}

function broken({ broken: files }: ClineLayers): readonly Origin[] {
  return files.map((file) =>
    problemOfFile(file, 'no JSON', {
      what: `${file.what}: Cline takes it for empty, and writes it anew`,
      hint: 'Correct it, or log in again: cline auth',
      stops: false,
    }),
  );
}
