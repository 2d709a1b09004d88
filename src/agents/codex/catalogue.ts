import { Failure } from '../../failure.ts';
import type { Launch, ModelEndpoint, Target } from '../agent.ts';
import type { OwnFile } from '../agent-files.ts';
import { readRecords, recordsOf } from './records.ts';

/** Codex shows eight rows at a time, can't search in them, and starts 0.4 ms later for each record (0.169.0). */
const recordLimit = 200;

/**
 * The file for `model_catalog_json`: with it the picker has the gateway's models alone, each with its own window, and
 * Codex asks for no list of models (0.134.0 to 0.169.0). Undefined where the program did not tell what it knows itself.
 */
export function catalogueOf(
  target: Target,
  { installation, folder, nativeModels }: Launch,
): { readonly file: OwnFile; readonly notes: readonly string[] } | undefined {
  const { version } = installation;
  if (nativeModels === undefined || version === undefined || folder === undefined) return undefined;
  const models = switchable(target);
  const note = `Codex's /model has the first ${recordLimit} models of ${target.gateway.name}; any other: jetway --model <id> codex`;
  return {
    file: {
      path: `${folder}/codex-models-${version}-${target.cacheKey}.json`,
      content: () => contentOf(models.slice(0, recordLimit), nativeModels(), folder),
    },
    notes: models.length > recordLimit ? [note] : [],
  };
}

/** Whether a session with this model can be switched to another: it has one address and one credential. */
export function sharingWay(main: ModelEndpoint): (model: ModelEndpoint) => boolean {
  const way = ({ baseUrl, protocol, credentials }: ModelEndpoint): string =>
    JSON.stringify([baseUrl, protocol, credentials]);
  const wanted = way(main);
  return (model) => way(model) === wanted;
}

/**
 * One more than there is room for, at most. One bad record stops Codex, and `codex debug models` finds fault neither with
 * an empty slug nor with a second one.
 */
function switchable({ main, models }: Target): readonly ModelEndpoint[] {
  const fits = sharingWay(main);
  const found = new Map<string, ModelEndpoint>();
  for (const model of models) {
    if (found.size > recordLimit) break;
    if (model.model !== '' && !found.has(model.model) && fits(model)) found.set(model.model, model);
  }
  return [...found.values()];
}

function contentOf(models: readonly ModelEndpoint[], printed: string, folder: string): string {
  const own = readRecords(printed);
  if (own.length > 0) return JSON.stringify({ models: recordsOf(models, own) });
  throw new Failure('configuration', "What Codex told of its models can't be read back.", `Delete ${folder}`);
}
