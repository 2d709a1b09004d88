import { Failure } from '../failure.ts';
import {
  withoutSecrets,
  type KeyRow,
  type KeyRequest,
  type MadeKey,
  type ManagedKeys,
} from '../gateways/management.ts';
import type { Options } from '../options/options.ts';
import { resolveManagement, unmanageable, type Managed } from '../options/resolve-management.ts';
import type { System } from '../system/system.ts';
import { clean, quote } from '../text.ts';
import { align } from '../view.ts';
import { reply, replies, requireManagementKey } from './manage/ask.ts';
import { consent, consentByName, type Consent } from './manage/consent.ts';
import { changeOf, inWords, type Change } from './manage/differences.ts';
import { listed } from './manage/draw.ts';
import { checkSaving, saveKey, type Saving } from './manage/save-key.ts';
import { readName, readKey, type TypedKey } from './manage/key-request.ts';
import { say } from '../say.ts';

export interface KeysOptions extends Options, Consent, Saving {
  readonly json: boolean;
  readonly typed: TypedKey;
  /** Print a value that was just made. */
  readonly showKey: boolean;
}

/** All keys, without their values. */
export async function keysList(options: KeysOptions, system: System): Promise<number> {
  const { managed, keys } = await managedKeys(options, system);
  const found = await replies(keys.list(), managed, system);
  const text = listed(
    found.map((row) => cellsOf(row)),
    'There is no key.',
    system.stdout,
  );
  return done({ url: managed.management.url, keys: found }, text, options, system);
}

/** One key with all that the gateway tells of it but its value. */
export async function keysShow(name: string, options: KeysOptions, system: System): Promise<number> {
  const { managed, keys } = await managedKeys(options, system);
  const row = await find(name, keys, managed, system);
  const found = withoutSecrets(await reply(keys.get(row.id), managed, system)) as object;
  const lines = align(
    Object.entries(found).map(([field, value]) => [
      clean(field, 40),
      clean(typeof value === 'string' ? value : JSON.stringify(value), 300),
    ]),
  );
  return done({ key: found }, lines.map((line) => `${line}\n`).join(''), options, system);
}

/** Makes one. Its value goes into a store where it is to be saved, and to stdout only where it is to be shown. */
export async function keysCreate(name: string | undefined, options: KeysOptions, system: System): Promise<number> {
  const { managed, keys } = await managedKeys(options, system);
  if (name !== undefined && options.typed.name !== undefined && name !== options.typed.name) {
    throw new Failure('usage', `Two names: ${quote(name)} and ${quote(options.typed.name)}.`, 'Give one of them.');
  }
  const named = readName(name ?? options.typed.name ?? '');
  await checkSaving(options, managed, system);
  const request = await withTeam({ ...readKey(options.typed, system.now()), name: named }, keys, managed, system);
  const made = await reply(keys.create(request), managed, system);
  return keep(made, 'made', options, managed, system);
}

/** Changes what is named, and leaves all else as it is. */
export async function keysUpdate(name: string, options: KeysOptions, system: System): Promise<number> {
  const request = readKey(options.typed, system.now());
  if (Object.keys(request).length === 0) {
    throw new Failure('usage', 'Nothing is to be changed.', 'Give --budget, --models, --rate, --expires …');
  }
  return change(name, request, options, system);
}

/** Switches one on or off. */
export async function keysSwitch(name: string, active: boolean, options: KeysOptions, system: System): Promise<number> {
  return change(name, { active }, options, system);
}

/** Gives a key another value; the old one is dead at once. */
export async function keysRotate(name: string, options: KeysOptions, system: System): Promise<number> {
  const { managed, keys } = await managedKeys(options, system);
  if (keys.rotate === undefined) {
    const hint = 'Make another with jetway keys create, then delete this one.';
    throw new Failure('configuration', `${managed.gateway.name} can't give a key another value.`, hint);
  }
  const row = await find(name, keys, managed, system);
  await checkSaving(options, managed, system);
  say(`Gives ${clean(row.name)} another value; who has the old one is refused from then on.`, system);
  await consent('Do it?', options, system);
  return keep(await reply(keys.rotate(row.id), managed, system), 'rotated', options, managed, system);
}

/** Deletes one, after its name was given. */
export async function keysDelete(name: string, options: KeysOptions, system: System): Promise<number> {
  const { managed, keys } = await managedKeys(options, system);
  const row = await find(name, keys, managed, system);
  await noteOf(row, keys, managed, system);
  say(`Deletes the key ${clean(row.name)} of ${managed.management.url}; who has it is refused then.`, system);
  await consentByName(`the key ${clean(row.name)}`, row.name, options, system);
  await reply(keys.remove(row.id), managed, system);
  return done({ deleted: true, id: row.id, name: row.name }, `Key ${clean(row.name)} is deleted.\n`, options, system);
}

/**
 * Reads the key, sends the change and reads it again: what is otherwise than before is shown. Throws `gateway` where nothing
 * is, though the gateway took the change.
 */
async function change(name: string, request: KeyRequest, options: KeysOptions, system: System): Promise<number> {
  const { managed, keys } = await managedKeys(options, system);
  const row = await find(name, keys, managed, system);
  const before = await noteOf(row, keys, managed, system);
  const wanted = await withTeam(request, keys, managed, system);
  await reply(keys.update(row.id, before, wanted), managed, system);
  const now = await find(row.id, keys, managed, system);
  const changes = differences(row, now);
  const lines = align(
    changes.map(({ field, before: was, after: is }) => [`  ${field}`, `${inWords(was)} → ${inWords(is)}`]),
  );
  for (const line of lines) say(line, system);
  if (!holdsNow(now, request)) {
    const hint = `Look at it: jetway keys show ${clean(now.name, 40)}`;
    throw new Failure('gateway', 'The gateway took the change, but the key is not as it was wished for.', hint);
  }
  const word = request.active === undefined ? 'changed' : request.active ? 'on' : 'off';
  return done({ updated: true, changes, key: now }, `Key ${clean(now.name)} is ${word}.\n`, options, system);
}

/** What is otherwise, in the words of a list. */
function differences(before: KeyRow, after: KeyRow): readonly Change[] {
  const words = (row: KeyRow): Readonly<Record<string, string | undefined>> => ({
    name: row.name,
    active: row.active ? 'on' : 'off',
    budgets: row.budgets
      .map((budget) => `${budget.limit} USD${budget.period === undefined ? '' : `/${budget.period}`}`)
      .join(', '),
    rates: row.rates?.join(', '),
    expires: row.expiresAt,
    models: row.models?.join(' '),
    team: row.team,
  });
  const [was, is] = [words(before), words(after)];
  return Object.keys(was).flatMap((field) => changeOf(field, was[field] || undefined, is[field] || undefined));
}

/** Whether it now is what was asked for, as far as a list tells. */
function holdsNow(now: KeyRow, { active, name, budget, expires }: KeyRequest): boolean {
  return (
    now.active === (active ?? now.active) &&
    now.name === (name ?? now.name) &&
    (budget === undefined ||
      (budget === null ? now.budgets.length === 0 : now.budgets.some(({ limit }) => limit === budget.usd))) &&
    (expires === undefined || (expires === null) === (now.expiresAt === undefined))
  );
}

/** What the gateway has of the key; a note on it goes to stderr. */
async function noteOf(row: KeyRow, keys: ManagedKeys, managed: Managed, system: System) {
  const found = await reply(keys.get(row.id), managed, system);
  const note = keys.note?.(found);
  if (note !== undefined) say(note, system);
  return found;
}

async function managedKeys(
  options: KeysOptions,
  system: System,
): Promise<{ readonly managed: Managed; readonly keys: ManagedKeys }> {
  const managed = await resolveManagement(options, system);
  const keys = managed.management.keys?.(managed.keys);
  if (keys === undefined) throw unmanageable(managed.gateway);
  await requireManagementKey(managed, system);
  return { managed, keys };
}

/** By id, or by a name that one key alone has. */
async function find(name: string, keys: ManagedKeys, managed: Managed, system: System): Promise<KeyRow> {
  const all = await replies(keys.list(), managed, system);
  const named = all.filter((row) => row.name === name);
  const found = all.find((row) => row.id === name) ?? (named.length === 1 ? named[0] : undefined);
  if (found !== undefined) return found;
  if (named.length > 1) {
    const ids = named.map(({ id }) => clean(id, 80)).join(', ');
    throw new Failure('usage', `${named.length} keys are named ${quote(name)}.`, `Give an id: ${ids}`);
  }
  throw new Failure('configuration', `There is no key ${quote(name)}.`, 'See which there are: jetway keys list');
}

async function withTeam(request: KeyRequest, keys: ManagedKeys, managed: Managed, system: System): Promise<KeyRequest> {
  if (request.team === undefined || request.team === null || keys.team === undefined) return request;
  return { ...request, team: await reply(keys.team(request.team), managed, system) };
}

async function keep(
  { key, value }: MadeKey,
  word: string,
  options: KeysOptions,
  managed: Managed,
  system: System,
): Promise<number> {
  system.hide(value);
  const { saveAs, store, showKey } = options;
  const lines = [`Key ${clean(key.name)} is ${word}.`];
  if (saveAs !== undefined) {
    const place = await saveKey(value, saveAs, store, managed, system).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      const hint = `${error.hint} The key is there: jetway keys rotate, or delete, ${clean(key.name, 40)}`;
      throw new Failure(error.code, `The key ${clean(key.name)} is ${word}, but not kept: ${error.message}`, hint);
    });
    lines.push(`Its value is kept in ${place}; profile ${saveAs} uses it.`);
  }
  if (saveAs === undefined && !showKey) {
    say('Its value is neither kept nor shown: give --save-as <profile> or --show-key for that.', system);
  }
  if (showKey) system.show(value);
  const shown = showKey ? { value } : {};
  const document = {
    schemaVersion: 1,
    [word]: true,
    key,
    ...(saveAs === undefined ? {} : { profile: saveAs }),
    ...shown,
  };
  const text = [...lines, ...(showKey ? [value] : [])].map((line) => `${line}\n`).join('');
  system.stdout.write(options.json ? `${JSON.stringify(document, null, 2)}\n` : text);
  return 0;
}

function cellsOf({ name, active, budgets, expiresAt, team, models }: KeyRow): readonly string[] {
  const spent = budgets.map(({ limit, used, period }) => {
    const part = used === undefined ? `${limit}` : `${Number(used.toPrecision(3))} of ${limit}`;
    return `${part} USD${period === undefined ? '' : `/${clean(period, 10)}`}`;
  });
  return [
    clean(name, 32),
    active ? 'on' : 'off',
    spent.join(', ') || 'no budget',
    expiresAt === undefined ? '' : `until ${clean(expiresAt.slice(0, 10))}`,
    team === undefined ? '' : clean(team, 16),
    models === undefined ? '' : clean(models.join(' '), 40),
  ];
}

function done(document: object, text: string, options: KeysOptions, system: System): number {
  system.stdout.write(options.json ? `${JSON.stringify({ schemaVersion: 1, ...document }, null, 2)}\n` : text);
  return 0;
}
