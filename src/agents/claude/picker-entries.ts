import { formatPrice, formatTokens, type Model, type Prices } from '../../models/catalogue.ts';
import { cacheKey } from '../../cache-key.ts';
import { compareVersions } from '../../host.ts';
import type { JsonObject } from '../../json-path.ts';
import { clean } from '../../text.ts';
import type { Launch, ModelEndpoint, Target } from '../agent.ts';
import type { OwnFile } from '../agent-files.ts';
import { quiet } from './environment.ts';
import { treatmentOf, type SessionLimits } from './limits.ts';

/** Whether this Claude Code lists models that a file names, and takes an unknown one for one that it knows. */
export function showsRows({ installation: { version } }: Launch): boolean {
  return version === undefined || compareVersions(version, '2.1.287') >= 0;
}

/**
 * The settings that put these models, main first, into `/model`; for `--settings`. The user's own settings apply beside
 * it, less their `modelPicker`: the highest source of that wins whole. `env` and `modelOverrides` are merged name by
 * name, and only an administrator's rank above these (2.1.330). `pinned`: the list that admits the session's models;
 * `status`: the status line.
 */
export function rowsFile(
  target: Target,
  models: readonly ModelEndpoint[],
  limits: SessionLimits,
  { pinned, status }: { readonly pinned: readonly string[] | undefined; readonly status: JsonObject | undefined },
  folder: string,
): OwnFile {
  // The stamp knows no credentials, on which it depends which models these are.
  const others = target.models.length === models.length ? [] : models.map(({ model }) => model);
  const more = [pinned, status].filter((one) => one !== undefined);
  const name = cacheKey([target.cacheKey, others, limits, ...more]);
  return {
    path: `${folder}/claude-models-${name}.json`,
    content: () =>
      JSON.stringify({
        ...settingsOf(target, models, limits),
        ...(pinned === undefined ? {} : { availableModels: pinned }),
        ...(status === undefined ? {} : { statusLine: status }),
      }),
  };
}

/** `modelPicker`, `modelSettings` and `modelOverrides` of https://code.claude.com/docs/en/settings (2.1.330). */
export function settingsOf(target: Target, models: readonly ModelEndpoint[], limits: SessionLimits): object {
  const rows = models.map((endpoint, index) => ({ endpoint, ...treatmentOf(endpoint, index === 0, limits) }));
  const compacted = rows.flatMap(({ endpoint, compactsAt }) =>
    compactsAt === undefined ? [] : [[endpoint.model, { autoCompactWindow: compactsAt }] as const],
  );
  return {
    // A user's or a repository's settings could empty the variable, and put other ids in place of the vendor's own.
    env: { [quiet]: '1' },
    modelOverrides: Object.fromEntries(models.flatMap(({ model }) => (isVendors(model) ? [[model, model]] : []))),
    modelPicker: {
      options: rows.map(({ endpoint: { about, model }, behavesAs }) => ({
        model,
        label: clean(about.name ?? model, 80),
        description: describe(about, model, target.gateway.name),
        ...(behavesAs === undefined ? {} : { behavesAs }),
      })),
      replaceBuiltInOptions: true,
    },
    ...(compacted.length === 0 ? {} : { modelSettings: Object.fromEntries(compacted) }),
  };
}

/** Only these are ever replaced (2.1.330). */
const isVendors = (model: string): boolean => model.startsWith('claude-');

/** What differs comes first: beside long names there is room for thirty characters a line. */
function describe({ name, contextWindow, prices, tools }: Model, model: string, gateway: string): string {
  const parts = [
    ...(contextWindow === undefined ? [] : [`${formatTokens(contextWindow)} context`]),
    ...priceOf(prices),
    ...(tools === false ? ['no tools'] : []),
    ...(name === undefined ? [] : [clean(model, 120)]),
  ];
  return parts.length === 0 ? `on ${gateway}` : parts.join(' · ');
}

function priceOf({ input, output }: Prices = {}): readonly string[] {
  if (input === undefined || output === undefined) return [];
  return input === 0 && output === 0 ? ['free'] : [`$${formatPrice(input)}/$${formatPrice(output)} per M`];
}
