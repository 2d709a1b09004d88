import { join } from 'node:path';
import { shownEndpoint, type Origin, type Look } from '../../config-layers/origin.ts';
import { variable } from '../../host.ts';
import { textAt } from '../../json-path.ts';
import { namesAt } from '../../config-layers/located.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { programsIn } from '../../config-layers/programs.ts';
import type { Edition } from './edition.ts';
import { credentials } from './credentials.ts';
import { layersOf, providersIn, saidAt, type OpenCodeLayers } from './layers.ts';
import { programs, problems } from './problems.ts';

/**
 * Who sets what, as OpenCode 1.18.33 and Kilo 7.7.7 were seen to decide it: the layers are merged, the agent that a
 * session starts with or else the session's model names a provider, and that provider's settings say the rest.
 */
export function origins(look: Look, edition: Edition): readonly Origin[] {
  const layers = layersOf(look, edition);
  const models = modelsOf(layers, look, edition);
  const chosen = models.find((origin) => origin.void === undefined)?.value ?? '';
  const provider = chosen.slice(0, Math.max(0, chosen.indexOf('/')));
  const model = chosen.slice(provider.length + 1);
  const found = [
    ...endpoints(layers, provider, model),
    ...credentials(layers, provider, model, look, edition),
    ...models,
    ...programs(layers, look),
    ...programsIn(layers.all, ['mcp.*.command', 'lsp.*.command', 'formatter.*.command']),
    ...problems(layers, look, edition),
  ];
  return found.map((origin) => (origin.from === 'managed' ? { ...origin, beatsJetway: true } : origin));
}

function modelsOf(layers: OpenCodeLayers, look: Look, edition: Edition): readonly Origin[] {
  const agent = startingAgent(layers, edition);
  const said = [
    ...inAgentFiles(layers, agent, look),
    ...saidAt(layers, 'agent', agent, 'model'),
    ...saidAt(layers, 'model'),
  ];
  return [
    ...said.map(({ text, ...place }): Origin => ({ sets: 'model', ...place, value: text })),
    ...lastPicked(look, edition),
  ];
}

/** An agent may be a file of its own, with its model in the lines between `---` at the top. */
function inAgentFiles({ folders }: OpenCodeLayers, agent: string, { read }: Look): ReturnType<typeof saidAt> {
  return folders.flatMap(({ from, folder }) =>
    ['agent', 'agents'].flatMap((kind) => {
      const place = join(folder, kind, `${agent}.md`);
      const head = /^\uFEFF?---\r?\n([^]*?)\n---/.exec(read(place) ?? '')?.[1]?.split('\n') ?? [];
      return head.flatMap((line, index) => {
        const text = /^model\s*:\s*["']?([^"'#\s]+)/.exec(line)?.[1];
        return text === undefined ? [] : [{ from, place, line: index + 2, key: 'model', text }];
      });
    }),
  );
}

/** Where both its names are in use, what is said under the one that is merged in last counts alone (Kilo 7.7.7). */
function startingAgent(layers: OpenCodeLayers, { agents: [first = ''], formerly }: Edition): string {
  const wanted = saidAt(layers, 'default_agent')[0]?.text ?? first;
  if (formerly === undefined || ![first, formerly].includes(wanted)) return wanted;
  const named = new Set(layers.all.toReversed().flatMap(({ settings }) => namesAt(settings, 'agent')));
  return [...named].findLast((name) => name === first || name === formerly) ?? first;
}

/** Counts where no configuration names a model. */
function lastPicked({ host, read }: Look, { command }: Edition): readonly Origin[] {
  const folder = variable(host.env, 'XDG_STATE_HOME', host.platform) || join(host.home, '.local', 'state');
  const place = join(folder, command, 'model.json');
  const state = locateJson(read(place) ?? '');
  const [provider, model] = ['providerID', 'modelID'].map((name) => textAt(state?.value, 'recent', 0, name));
  if (state === undefined || provider === undefined || model === undefined) return [];
  const line = state.line('recent', 0, 'modelID');
  const at = { place, ...(line === undefined ? {} : { line }), key: 'recent' };
  return [{ sets: 'model', from: 'user', ...at, value: `${provider}/${model}` }];
}

function endpoints(layers: OpenCodeLayers, provider: string, model: string): readonly Origin[] {
  const at = (...path: readonly string[]): readonly Origin[] =>
    saidAt(layers, 'provider', ...path).map(({ text, ...place }) => ({
      sets: 'endpoint',
      ...place,
      value: shownEndpoint(text),
    }));
  const own = [
    ...at(provider, 'options', 'baseURL'),
    ...at(provider, 'models', model, 'provider', 'api'),
    ...at(provider, 'api'),
  ];
  const others = [...providersIn(layers)].flatMap((name) =>
    [
      ...(name === provider ? [] : [...at(name, 'options', 'baseURL'), ...at(name, 'api')]),
      ...modelsIn(layers, name).flatMap((id) =>
        name === provider && id === model ? [] : at(name, 'models', id, 'provider', 'api'),
      ),
    ].map((origin) => ({
      ...origin,
      void: `the model is ${provider === '' ? 'of another provider' : `${provider}/${model}`}`,
      dormant: true,
    })),
  );
  return [...own, ...others];
}

function modelsIn({ all }: OpenCodeLayers, provider: string): readonly string[] {
  return [...new Set(all.flatMap(({ settings }) => namesAt(settings, 'provider', provider, 'models')))];
}
