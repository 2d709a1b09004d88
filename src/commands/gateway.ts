import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../failure.ts';
import type { GatewayChanges, ManagedGateways } from '../gateways/managed-gateways.ts';
import { withoutSecrets } from '../gateways/management.ts';
import type { Json, JsonObject } from '../json-path.ts';
import type { Options } from '../options/options.ts';
import { resolveManagement, unmanageable, type Managed } from '../options/resolve-management.ts';
import type { System } from '../system/system.ts';
import { clean, quote } from '../text.ts';
import { align } from '../view.ts';
import { reply, replies, requireManagementKey } from './manage/ask.ts';
import { consent, consentByName, type Consent } from './manage/consent.ts';
import { changeOf, inWords, type Change } from './manage/differences.ts';
import { listed } from './manage/draw.ts';
import { print } from './manage/print.ts';
import { say } from '../say.ts';

export interface GatewayOptions extends Options, Consent {
  readonly json: boolean;
  /** Show what would be sent, and send nothing that changes anything. */
  readonly dryRun: boolean;
  /** `name=value`, as typed: settings of the managed gateway. */
  readonly changes: readonly string[];
}

/** All gateways of the account. */
export async function gatewayList(options: GatewayOptions, system: System): Promise<number> {
  const { managed, gateways } = await managedGateways(options, system);
  const found = await replies(gateways.list(), managed, system);
  const text = listed(
    found.map((one) => gateways.row(one)),
    'There is no gateway in this account.',
    system.stdout,
  );
  print({ url: managed.management.url, gateways: found }, text, options, system);
  return 0;
}

/** One gateway with all of its settings. */
export async function gatewayShow(given: string | undefined, options: GatewayOptions, system: System): Promise<number> {
  const { managed, gateways } = await managedGateways(options, system);
  const name = given ?? gateways.usual;
  if (name === undefined) throw new Failure('usage', 'Which gateway?', 'See which there are: jetway gateway list');
  gateways.checkName(name);
  const found = await reply(gateways.get(name), managed, system);
  const shown = withoutSecrets(found) as JsonObject;
  const lines = align(Object.entries(shown).map(([field, value]) => [clean(field, 40), inWords(value)]));
  print({ url: managed.management.url, gateway: found }, lines.map((line) => `${line}\n`).join(''), options, system);
  for (const remark of gateways.remarks(found)) say(remark, system);
  return 0;
}

/** Makes one, with authentication on unless told otherwise, after consent. */
export async function gatewayCreate(name: string, options: GatewayOptions, system: System): Promise<number> {
  const { managed, gateways, changes: able } = await changeable(name, options, system);
  const settings = { ...able.defaults, ...readChanges(options.changes, able) };
  const changes = Object.entries(settings).map(([field, after]) => ({ field, after }));
  announce(`New gateway ${name} in ${managed.management.url}`, changes, gateways.remarks(settings), system);
  if (options.dryRun) return done({ created: false, gateway: { id: name, ...settings } }, '', options, system);
  await consent('Make it?', options, system);
  const made = await reply(able.create(name, settings), managed, system);
  return done({ created: true, gateway: made }, `Gateway ${name} is made.\n`, options, system);
}

/**
 * Changes some settings: the gateway is read, the changes are laid over all that it has, what Jetway does not know too, the
 * whole is sent and read again. Throws `gateway` where it then is not what was sent.
 */
export async function gatewayUpdate(name: string, options: GatewayOptions, system: System): Promise<number> {
  const { managed, gateways, changes: able } = await changeable(name, options, system);
  const wanted = readChanges(options.changes, able);
  if (Object.keys(wanted).length === 0) {
    throw new Failure('usage', 'Nothing is to be changed.', `Give --set name=value: ${namesOf(able)}`);
  }
  const before = await reply(gateways.get(name), managed, system);
  const after = merged(before, wanted, able.own);
  const changes = Object.keys(wanted).flatMap((field) => changeOf(field, before[field], after[field]));
  if (changes.length === 0) {
    return done({ updated: false, changes, gateway: before }, `Gateway ${name} is so already.\n`, options, system);
  }
  announce(`Gateway ${name} in ${managed.management.url}`, changes, gateways.remarks(after), system);
  if (options.dryRun) return done({ updated: false, changes, gateway: before }, '', options, system);
  await consent('Change it?', options, system);
  await reply(able.replace(name, after), managed, system);
  const now = await reply(gateways.get(name), managed, system);
  const other = Object.keys(after).filter((field) => !holds(now[field], after[field]));
  if (other.length > 0) {
    throw new Failure(
      'gateway',
      `The gateway took the change, but now has another ${other.slice(0, 8).map(quote).join(', ')} than was sent.`,
      `Look at it: jetway gateway show ${name}`,
    );
  }
  return done({ updated: true, changes, gateway: now }, `Gateway ${name} is changed.\n`, options, system);
}

/** Deletes one and what goes with it, after its name was given. */
export async function gatewayDelete(name: string, options: GatewayOptions, system: System): Promise<number> {
  const { managed, gateways, changes: able } = await changeable(name, options, system);
  await reply(gateways.get(name), managed, system);
  say(`Deletes the gateway ${name} of ${managed.management.url},\nand with it ${able.goesWith}.`, system);
  if (options.dryRun) return done({ deleted: false, id: name }, '', options, system);
  await consentByName(`the gateway ${name}`, name, options, system);
  await reply(able.remove(name), managed, system);
  return done({ deleted: true, id: name }, `Gateway ${name} is deleted.\n`, options, system);
}

/** The whole to send: all that the gateway has but its own fields, with the changes over it. Pure. */
export function merged(before: JsonObject, changes: JsonObject, own: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([field]) => !own.includes(field)));
}

/** Whether what is there has all that was sent: a gateway may add to a rule, and leave out what is null. */
export function holds(there: unknown, sent: Json | undefined): boolean {
  if (sent === null || sent === undefined) return there === null || there === undefined;
  if (typeof sent !== 'object') return isDeepStrictEqual(there, sent);
  if (typeof there !== 'object' || there === null || Array.isArray(there) !== Array.isArray(sent)) return false;
  if (Array.isArray(sent) && Array.isArray(there) && sent.length !== there.length) return false;
  return Object.entries(sent).every(([name, value]) => holds((there as JsonObject)[name], value as Json));
}

function gatewaysOf({ gateway, management, keys }: Managed): ManagedGateways {
  const gateways = management.gateways?.(keys);
  if (gateways === undefined) throw unmanageable(gateway);
  return gateways;
}

async function managedGateways(
  options: GatewayOptions,
  system: System,
): Promise<{ readonly managed: Managed; readonly gateways: ManagedGateways }> {
  const managed = await resolveManagement(options, system);
  const gateways = gatewaysOf(managed);
  await requireManagementKey(managed, system);
  return { managed, gateways };
}

/** The same where gateways are made, changed and deleted. Throws `configuration` where they are not, before anything is asked. */
async function changeable(
  name: string,
  options: GatewayOptions,
  system: System,
): Promise<{ readonly managed: Managed; readonly gateways: ManagedGateways; readonly changes: GatewayChanges }> {
  const managed = await resolveManagement(options, system);
  const gateways = gatewaysOf(managed);
  const { changes } = gateways;
  if (typeof changes === 'string') {
    throw new Failure(
      'configuration',
      changes,
      `See what it is like: jetway gateway show --gateway ${managed.gateway.id}`,
    );
  }
  await requireManagementKey(managed, system);
  gateways.checkName(name);
  return { managed, gateways, changes };
}

/** Throws `usage` for a setting that is not known, or a value that it does not take. */
function readChanges(changes: readonly string[], gateways: GatewayChanges): JsonObject {
  return Object.fromEntries(
    changes.map((text) => {
      const [, id, value = ''] = /^([a-z][a-z_-]*)=(.*)$/s.exec(text.trim()) ?? [];
      const field = gateways.fields.find((one) => one.id === id?.replaceAll('_', '-'));
      if (id === undefined || field === undefined) {
        throw new Failure('usage', `A gateway has no setting ${quote(id ?? text)}.`, `It has: ${namesOf(gateways)}`);
      }
      const read = field.read(value.trim());
      if (read !== undefined) return [field.name, read];
      throw new Failure('usage', `${id} can't be ${quote(value)}.`, `Give --set ${field.id}=<${field.takes}>`);
    }),
  );
}

function namesOf({ fields }: GatewayChanges): string {
  return fields.map(({ id }) => id).join(', ');
}

function announce(title: string, changes: readonly Change[], remarks: readonly string[], system: System): void {
  const cells = changes.map((change) => {
    const after = inWords(change.after);
    return [`  ${change.field}`, 'before' in change ? `${inWords(change.before)} → ${after}` : after];
  });
  system.stderr.write([title, ...align(cells), ...remarks].map((line) => `${line}\n`).join(''));
}

function done(document: object, text: string, options: GatewayOptions, system: System): number {
  print(document, text, options, system);
  return 0;
}
