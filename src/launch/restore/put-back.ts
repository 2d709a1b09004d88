import { isDeepStrictEqual } from 'node:util';
import type { Agent, StoredModel } from '../../agents/agent.ts';
import { loadFormat, setWritten, type ExactFormat } from '../../edits/as-written.ts';
import { applied, pruned, Refused, type Model } from '../../edits/model.ts';
import { Failure } from '../../failure.ts';
import { parseJson } from '../../json-path.ts';
import { remember } from '../../profiles/profile.ts';
import type { System } from '../../system/system.ts';
import type { Journal } from './journal.ts';
import { picked } from './changed-model.ts';
import { tell } from '../../say.ts';

/**
 * Puts the agent's keys back and has the profile remember the model instead; says so on stderr. `text`: the whole file
 * before the session, where that is known; empty for none. Throws a `configuration` Failure where that can't be done,
 * and then the file is as the agent left it.
 */
export async function putBack(
  agent: Agent,
  stored: StoredModel,
  journal: Journal,
  text: string | undefined,
  system: System,
): Promise<void> {
  const format = await loadFormat(stored.format);
  const model = restore({ agent, stored, format }, journal, text, system);
  if (model === undefined) return;
  const { path, profile } = journal;
  const kept = profile !== undefined && (await keep(agent, profile, model, system));
  const next = kept
    ? `${model} is now the model for ${agent.name} in the profile ${profile}.`
    : `To start with ${model} again: jetway --model ${model} ${agent.id}`;
  tell(`the model in ${path} is again what it was before the session. ${next}`, system);
}

/** The model that was picked; undefined where by now something else stands there. */
function restore(
  { agent, stored, format }: { readonly agent: Agent; readonly stored: StoredModel; readonly format: ExactFormat },
  journal: Journal,
  text: string | undefined,
  { files }: System,
): string | undefined {
  const { path } = journal;
  // Another program may write the file between our look and our change: then look again.
  for (let attempt = 0; ; attempt += 1) {
    const now = files.read(path) ?? '';
    const model = picked(format, stored, now, journal);
    if (model === undefined) return undefined;
    const undone = undo(format, stored, now, journal, text);
    if (undone === undefined)
      throw refusal(agent, stored, journal, model, 'it is not written in a way that is safe to edit');
    const mode = files.mode(path) ?? 0o600;
    if (files.read(path) !== now && attempt < 3) continue;
    try {
      if (undone.text === undefined) files.removeBehind(path);
      else files.write(path, undone.text, mode);
    } catch (error) {
      throw refusal(agent, stored, journal, model, error instanceof Failure ? error.message : String(error));
    }
    return model;
  }
}

/**
 * The file with the keys as they were; its `text` is undefined where there was none and nothing else came into it.
 * Undefined: no edit can be proved right. Where nothing but the keys and the layout is new, `text` comes back byte for
 * byte, for an agent may print the whole file anew.
 */
export function undo(
  format: ExactFormat,
  stored: StoredModel,
  now: string,
  { existed, before }: Pick<Journal, 'existed' | 'before'>,
  text: string | undefined,
): { readonly text: string | undefined } | undefined {
  const left = withoutEntries(format, stored, now);
  if (left === undefined) return undefined;
  if (text !== undefined && sameBeside(format, stored, left, text)) return { text: existed ? text : undefined };
  if (before === undefined) return undefined;
  const next = withKeys(format, stored, left, before);
  if (next === undefined) return undefined;
  return { text: !existed && next.replaceAll(/[\s{}]/g, '') === '' ? undefined : next };
}

/** Without what the agent left in its list, from the end on, so that each index stays right. Undefined: that can't be proved. */
function withoutEntries(format: ExactFormat, { list }: StoredModel, text: string): string | undefined {
  if (list === undefined) return text;
  try {
    const all = mapOf(format.read(plain(text)))?.get(list.name);
    const entries: readonly Model[] = Array.isArray(all) ? all : [];
    const ours = entries.flatMap((one, index) => {
      const said = mapOf(one)?.get(list.key);
      const isOurs = said !== undefined && 'scalar' in said && String(said.scalar).startsWith(list.begins);
      return isOurs ? [index] : [];
    });
    const paths =
      ours.length === entries.length ? ours.slice(0, 1).map(() => [list.name]) : ours.map((at) => [list.name, at]);
    const left = paths.toReversed().reduce((current, path) => {
      const wish = { path, unset: true } as const;
      const next = format.apply(current, wish);
      const wanted = applied(format.read(plain(current)), wish, format.modelOf) ?? new Map();
      if (isDeepStrictEqual(pruned(format.read(plain(next)), wish.path), pruned(wanted, wish.path))) return next;
      throw new Refused('the result would say something else than it was to say');
    }, text);
    return left === text ? text : left.replace(/\n\s*$/, '\n');
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

function mapOf(model: Model): ReadonlyMap<string, Model> | undefined {
  return model instanceof Map ? (model as ReadonlyMap<string, Model>) : undefined;
}

/** Comments count, the order of JSON and white space do not; nor does what JavaScript makes of a number. */
function sameBeside(format: ExactFormat, stored: StoredModel, now: string, text: string): boolean {
  if (stored.format === 'json') {
    const [left, right] = [now, text].map((each) => withoutKeys(stored, each));
    return left !== undefined && isDeepStrictEqual(left, right);
  }
  const [bare, bareBefore] = [now, text].map((each) => withKeys(format, stored, each, {}));
  return (
    bare !== undefined &&
    bareBefore !== undefined &&
    isDeepStrictEqual(format.read(plain(bare)), format.read(plain(bareBefore))) &&
    plain(bare).replaceAll(/\s/g, '') === plain(bareBefore).replaceAll(/\s/g, '')
  );
}

/** What JSON says beside the keys; undefined where it is no object. */
function withoutKeys({ keys }: StoredModel, text: string): ReadonlyMap<string, unknown> | undefined {
  const said = plain(text).trim() === '' ? {} : parseJson(plain(text));
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return undefined;
  return new Map(Object.entries(said).filter(([key]) => !keys.includes(key)));
}

function plain(text: string): string {
  return text.replace(/^\uFEFF{1,2}/, '');
}

function withKeys(
  format: ExactFormat,
  stored: StoredModel,
  text: string,
  values: Readonly<Record<string, string | null>>,
): string | undefined {
  try {
    return stored.keys.reduce((next, key) => setWritten(format, next, [key], values[key] ?? null), text);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** Says what to write by hand. */
function refusal(agent: Agent, stored: StoredModel, journal: Journal, model: string, why: string): Failure {
  const [key = ''] = stored.keys;
  const written = journal.before?.[key];
  const line = stored.format === 'json' ? `"${key}": ${written}` : `${key} = ${written}`;
  return new Failure(
    'configuration',
    `${journal.path} still names ${model} as the model, which ${agent.command} alone does not have: ${why}.`.replace(
      /\.+$/,
      '.',
    ),
    typeof written === 'string' ? `Write there: ${line}` : `Take ${key} out of that file.`,
  );
}

/** False where that profile is gone, or can't be written: a line on stderr then says why. */
async function keep(agent: Agent, name: string, model: string, system: System): Promise<boolean> {
  let found = false;
  try {
    await system.profiles.change((config) => {
      const profile = Object.hasOwn(config.profiles, name) ? config.profiles[name] : undefined;
      found = profile !== undefined;
      if (profile === undefined) return config;
      return { ...config, profiles: { ...config.profiles, [name]: remember(profile, agent.id, model) } };
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    tell(`the profile ${name} does not remember the model. ${error.message} ${error.hint}`, system);
    return false;
  }
  return found;
}
