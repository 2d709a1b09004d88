import { join } from 'node:path';
import type { Origin, Look } from '../../config-layers/origin.ts';
import { problemOf, problemOfFile, type Setter } from '../../config-layers/layer.ts';
import type { CopilotLayers } from './layers.ts';

/** What spoils a start, plain or by Jetway, without being endpoint, credential or model (1.0.102, driven in print mode). */
export function problemsOf(layers: CopilotLayers, look: Look): readonly Origin[] {
  return [...allowed(layers, look), ...classic(layers), ...broken(layers), ...unchosen(layers), ...ignored(layers)];
}

/** Logins at GitHub in the environment, what wins first. */
export function tokens({ env }: CopilotLayers): readonly Setter[] {
  return ['COPILOT_GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_TOKEN'].flatMap((name): readonly Setter[] => {
    const found = env(name);
    if (found === undefined) return [];
    return [isClassic(found) ? { ...found, void: 'a classic token, which it does not take' } : found];
  });
}

const isClassic = ({ text }: Setter): boolean => text.startsWith('ghp_');

/** Any one of them is enough, offline and with a provider of one's own too, where no login could be used. */
function classic(layers: CopilotLayers): readonly Origin[] {
  const found = tokens(layers);
  const others = found.some((token) => !isClassic(token));
  return found.filter(isClassic).map(({ void: _void, ...token }) =>
    problemOf(
      token,
      'a classic token',
      {
        what: others
          ? 'is a classic token (ghp_): copilot -p stops at it where the other login is not good'
          : 'is a classic token (ghp_): copilot -p stops at it, whatever provider is set',
        hint: `Put a fine-grained token in its place, or leave it out: env -u ${token.key} jetway copilot`,
        stops: !others,
      },
      true,
    ),
  );
}

/** The models of a provider of one's own it does not limit, but it must be whole. */
function allowed({ root }: CopilotLayers, { read }: Look): readonly Origin[] {
  const place = root === undefined ? '' : join(root, '.github', 'allowed_models.txt');
  const text = place === '' ? undefined : read(place);
  if (text === undefined || /^\s*fallback:\s*\S/m.test(text)) return [];
  const what = 'has no line fallback: <model>, without which Copilot CLI does not start here';
  return [
    problemOfFile(
      { from: 'project', place },
      'no fallback',
      { what, hint: `Add such a line to ${place}`, stops: true },
      true,
    ),
  ];
}

/** A launch by Jetway looks at none of the user's. */
function broken({ broken: files }: CopilotLayers): readonly Origin[] {
  return files.map((file) => {
    const what = `${file.what}: copilot started plainly does not start`;
    return problemOfFile(file, 'no providers', { what, hint: `Mend ${file.place}, or remove it`, stops: true });
  });
}

function unchosen({ env, own }: CopilotLayers): readonly Origin[] {
  const url = env('COPILOT_PROVIDER_BASE_URL');
  const named = env('COPILOT_MODEL') ?? env('COPILOT_PROVIDER_MODEL_ID');
  if (url === undefined || !own || named !== undefined) return [];
  const what = 'is set without COPILOT_MODEL: copilot started plainly does not start, whatever model its settings name';
  return [
    problemOf(url, 'no model', { what, hint: 'Set COPILOT_MODEL, or start it by Jetway: jetway copilot', stops: true }),
  ];
}

function ignored({ env, own }: CopilotLayers): readonly Origin[] {
  const url = env('COPILOT_PROVIDER_BASE_URL');
  if (url === undefined || own) return [];
  const what = 'is ignored: COPILOT_PROVIDERS_CONFIG names a file of providers, which counts in its place';
  const hint = 'Unset one of the two, or start it by Jetway: jetway copilot';
  return [problemOf(url, 'ignored', { what, hint, stops: false })];
}
