import { carriesCredential, keyHeader } from '../../keys/key-headers.ts';
import { originOf, problemOfFile, saidAt, saidIn, taken, type Setter } from '../../config-layers/layer.ts';
import { namesAt } from '../../config-layers/located.ts';
import { shownCredential, shownEndpoint, type Look, type Origin } from '../../config-layers/origin.ts';
import { programsIn } from '../../config-layers/programs.ts';
import { layersOf, type GrokLayers } from './layers.ts';

/**
 * Who sets what, as Grok 1.0.41 was seen to decide it: a model is chosen by its name in the settings, and what its table says
 * counts, then its provider's, then what holds for all. A login of its own, at xAI, is not seen.
 */
export function origins(look: Look): readonly Origin[] {
  const layers = layersOf(look);
  const chosen = chosenIn(layers);
  const name = taken(chosen)?.text;
  return [
    ...endpoints(layers, name),
    ...credentials(layers, name),
    ...chosen.map((setter) => modelOrigin(setter, layers)),
    ...inProjects(layers),
    // It gives them all of its environment.
    ...programsIn(layers.projects, ['mcp_servers.*.command'], true),
    ...layers.broken.map((file) =>
      problemOfFile(
        file,
        'no TOML',
        { what: `${file.what}: Grok does not start with it`, hint: `Mend ${file.place}`, stops: true },
        file.from !== 'project',
      ),
    ),
  ];
}

function chosenIn({ all, variables }: GrokLayers): readonly Setter[] {
  return [
    ...variables('GROK_DEFAULT_MODEL'),
    ...saidAt(all, 'models', 'default').map((setter) =>
      setter.place === 'environment' ? { ...setter, key: `GROK_CONFIG ${setter.key}` } : setter,
    ),
  ];
}

function modelOrigin(setter: Setter, { all, rules }: GrokLayers): Origin {
  const id = taken(saidAt(all, 'model', setter.text, 'model'))?.text;
  const shown = id === undefined || id === setter.text ? setter.text : `${setter.text} → ${id}`;
  return {
    ...originOf('model', setter, shown),
    ...(rules.some(({ place }) => place === setter.place) ? { beatsJetway: true } : {}),
  };
}

/** Behind the path of the model's own table, or its provider's. */
function saidOf({ all }: GrokLayers, name: string | undefined, key: string): readonly Setter[] {
  if (name === undefined) return [];
  const provider = taken(saidAt(all, 'model', name, 'model_provider'))?.text;
  return [
    ...saidAt(all, 'model', name, key),
    ...(provider === undefined ? [] : saidAt(all, 'model_providers', provider, key)),
  ];
}

function endpoints(layers: GrokLayers, name: string | undefined): readonly Origin[] {
  const { all, variables } = layers;
  const own = saidOf(layers, name, 'base_url');
  // The file's before the variable (1.0.41, driven).
  const shared = [...saidAt(all, 'endpoints', 'models_base_url'), ...variables('GROK_MODELS_BASE_URL')];
  const why = own.length === 0 ? {} : { void: `the model is ${name}` };
  const others = all.flatMap((layer) =>
    namesAt(layer.settings, 'model')
      .filter((one) => one !== name)
      .flatMap((one) => saidIn(layer, 'model', one, 'base_url') ?? []),
  );
  return [
    ...own.map((setter) => endpointOrigin(setter)),
    ...shared.map((setter) => endpointOrigin({ ...setter, ...why })),
    ...others.map((setter) =>
      endpointOrigin({ ...setter, void: name === undefined ? 'no model is chosen' : `the model is ${name}` }),
    ),
  ];
}

const endpointOrigin = (setter: Setter): Origin => originOf('endpoint', setter, shownEndpoint(setter.text));

/** In the order in which they win: a key in the settings, a variable that they name, xAI's; a header beside or in its place. */
function credentials(layers: GrokLayers, name: string | undefined): readonly Origin[] {
  const { all, variables } = layers;
  const headers = headersOf(layers, name);
  const replaced = headers.some(({ headers: sent }) => sent?.includes(keyHeader.bearer) === true);
  const beaten = replaced ? { void: 'a header is in its place' } : {};
  const keys = [
    ...saidOf(layers, name, 'api_key'),
    ...saidOf(layers, name, 'env_key').flatMap(({ text }) => variables(text)),
    ...variables('XAI_API_KEY'),
    ...variables('GROK_CODE_XAI_API_KEY'),
  ];
  const others = all.flatMap((layer) =>
    namesAt(layer.settings, 'model')
      .filter((one) => one !== name)
      .flatMap((one) => saidIn(layer, 'model', one, 'api_key') ?? []),
  );
  return [
    ...headers,
    ...keys.map((setter) => bearer({ ...setter, ...beaten })),
    ...others.map((setter) =>
      bearer({ ...setter, void: name === undefined ? 'no model is chosen' : `the model is ${name}` }),
    ),
  ];
}

const bearer = (setter: Setter): Origin => ({
  ...originOf('credential', setter, shownCredential(setter.text)),
  headers: [keyHeader.bearer],
});

/** A variable's before a text's of the same name. */
function headersOf({ all, variables }: GrokLayers, name: string | undefined): readonly Origin[] {
  if (name === undefined) return [];
  const provider = taken(saidAt(all, 'model', name, 'model_provider'))?.text;
  const tables = [['model', name], ...(provider === undefined ? [] : [['model_providers', provider]]), ['models']];
  return ['env_http_headers', 'extra_headers'].flatMap((kind) =>
    tables.flatMap((table) =>
      all.flatMap((layer) =>
        namesAt(layer.settings, ...table, kind)
          .filter(carriesCredential)
          .flatMap((header): readonly Origin[] => {
            const setter = saidIn(layer, ...table, kind, header);
            const found = setter === undefined ? [] : kind === 'extra_headers' ? [setter] : variables(setter.text);
            return found.map((one) => ({
              ...originOf('credential', one, shownCredential(one.text.replace(/^Bearer\s+/i, ''))),
              headers: [header.toLowerCase()],
            }));
          }),
      ),
    ),
  );
}

function inProjects({ projects }: GrokLayers): readonly Origin[] {
  const why = { void: 'Grok takes no model from a project' };
  return projects.flatMap((layer) => [
    ...saidAt([layer], 'models', 'default').map((setter) => originOf('model', { ...setter, ...why }, setter.text)),
    ...namesAt(layer.settings, 'model').flatMap((one) => {
      const setter = saidIn(layer, 'model', one, 'base_url');
      return setter === undefined ? [] : [endpointOrigin({ ...setter, ...why })];
    }),
  ]);
}
