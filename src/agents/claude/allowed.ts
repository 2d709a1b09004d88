import { dirname } from 'node:path';
import { Failure } from '../../failure.ts';
import { within, type Host } from '../../host.ts';
import { at, listAt } from '../../json-path.ts';
import type { Launch, ModelEndpoint, Target } from '../agent.ts';
import { parseSettings, storesModel } from './stored.ts';

/** Settings that may hold a list of the models that are admitted: the user's, the project's, the local ones up to the root. */
export function settingsFiles(host: Host): readonly string[] {
  const local = (folder: string): readonly string[] => [
    within(folder, '.claude', 'settings.local.json'),
    ...(dirname(folder) === folder ? [] : local(dirname(folder))),
  ];
  return [storesModel.path(host, []), within(host.cwd, '.claude', 'settings.json'), ...local(host.cwd)];
}

/**
 * For a model that no list admits Claude Code takes its own default, which may cost more, and goes on; all lists count
 * together (2.1.332, driven). Gives the list that admits the models of this session; undefined where there is none.
 */
export function pinnedModels(
  { small }: Target,
  models: readonly ModelEndpoint[],
  { args, texts = {} }: Launch,
): readonly string[] | undefined {
  if (listsIn(texts).length === 0) return undefined;
  const named = args.flatMap((arg, index) => {
    const value = arg === '--model' ? args[index + 1] : /^--model=(.*)$/s.exec(arg)?.[1];
    return value === undefined ? [] : [value];
  });
  return [...new Set([...models.map(({ model }) => model), small.model, ...named])];
}

/**
 * The same, where no settings of ours can go along: throws a `model` Failure that names the file for a model that is not
 * admitted. `inline`: the user's own settings for this start, where they are given as JSON.
 */
export function checkAdmitted({ main }: Target, { texts = {} }: Launch, inline: string | undefined): void {
  const lists = listsIn({ ...texts, ...(inline === undefined ? {} : { '--settings': inline }) });
  const [first] = lists;
  if (
    first === undefined ||
    admits(
      lists.flatMap(({ list }) => list),
      main.model,
    )
  )
    return;
  throw new Failure(
    'model',
    `${first.path} has availableModels without ${main.model}: Claude Code would take another model in its place.`,
    `Add ${main.model} to availableModels there, or start without --settings`,
  );
}

function listsIn(texts: Readonly<Record<string, string>>): readonly { path: string; list: readonly unknown[] }[] {
  return Object.entries(texts).flatMap(([path, text]) => {
    const settings = parseSettings(text);
    return at(settings, 'availableModels') === undefined ? [] : [{ path, list: listAt(settings, 'availableModels') }];
  });
}

/** A family admits all of its models, unless the list also names single ones of that family (2.1.330). */
export function admits(entries: unknown, model: string): boolean {
  const names = namesIn(entries);
  return names.some((entry) => {
    if (!families.includes(entry)) return covers(entry, model);
    return covers(entry, model) && !names.some((other) => other !== entry && isOf(entry, other));
  });
}

const families: readonly string[] = ['opus', 'sonnet', 'haiku', 'fable'];

/** An entry is a family's name, an id, or the beginning of one up to a separator. */
export function covers(entry: string, model: string): boolean {
  const id = model.toLowerCase();
  if (families.includes(entry)) return isOf(entry, id);
  return id === entry || (id.startsWith(entry) && /^[^a-z0-9]/.test(id.slice(entry.length)));
}

function isOf(family: string, id: string): boolean {
  return id.split(/[^a-z]+/).includes(family);
}

export function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((entry) => typeof entry === 'string').map((entry) => entry.trim().toLowerCase())
    : [];
}
