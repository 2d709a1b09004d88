import type { Origin } from '../../config-layers/origin.ts';
import { saidIn } from '../../config-layers/layer.ts';
import type { CopilotLayers, Provider } from './layers.ts';

/** Who is asked: GitHub, a GitHub server of a company's own, the provider of the variables, or one of the file's. */
export type Way = 'github' | 'server' | 'variables' | Provider;

export function wayOf(layers: CopilotLayers): Way {
  const { env, own, providers, settings } = layers;
  const offline = env('COPILOT_OFFLINE')?.text.toLowerCase() === 'true';
  if (offline && env('COPILOT_PROVIDER_GHES_HOST') !== undefined && env('COPILOT_PROVIDER_GHES_TOKEN') !== undefined) {
    return 'server';
  }
  if (own) return 'variables';
  const model = (env('COPILOT_MODEL') ?? saidIn(settings, 'model'))?.text;
  return providers.find(({ name }) => model?.startsWith(`${name}/`) === true) ?? 'github';
}

/** What is said for one way counts for no other. */
export function unless(counts: boolean, way: Way, one: Origin): Origin {
  return counts || one.void !== undefined ? one : { ...one, void: reasonOf(way) };
}

function reasonOf(way: Way): string {
  if (typeof way === 'object') return `the model is one of ${way.name}`;
  return {
    github: 'GitHub is asked',
    server: 'COPILOT_PROVIDER_GHES_HOST counts',
    variables: 'COPILOT_PROVIDER_BASE_URL counts',
  }[way];
}
