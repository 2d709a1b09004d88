import { posix, win32 } from 'node:path';
import { exitCodes, Failure } from '../failure.ts';
import { allLaunchers, findLauncher } from '../import/index.ts';
import type { Launcher, Look, Reading } from '../import/launcher.ts';
import { checkedKey, storeKey } from '../keys/sources.ts';
import type { Profile, StoreKind } from '../profiles/profile.ts';
import type { System } from '../system/system.ts';
import { wrap } from '../wrap.ts';
import { agree, requireConsent } from './configure/consent.ts';
import { documentOf } from './import/document.ts';
import { drawLaunchers, drawPlan, shortened } from './import/draw.ts';
import { planOf, type Planned } from './import/plan.ts';
import { pairOf } from './profile/names-here.ts';
import { say, tell } from '../say.ts';

export interface ImportOptions {
  /** To be read in the place of the launcher's own. */
  readonly file?: string;
  readonly as: readonly string[];
  readonly yes: boolean;
  readonly withKeys: boolean;
  readonly store: StoreKind;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Throws `usage` for what is about one launcher where none is named: the list would pass over it without a word. */
function requireNone({ file, as, yes, withKeys, dryRun }: ImportOptions): void {
  const given = Object.entries({
    '--file': file,
    '--as': as[0],
    '--yes': yes,
    '--with-keys': withKeys,
    '--dry-run': dryRun,
  });
  const [flag] = given.find(([, value]) => value !== undefined && value !== false) ?? [];
  if (flag === undefined) return;
  throw new Failure(
    'usage',
    `${flag} is for one launcher, and none is named.`,
    'Name it: jetway import <launcher>; or see whose configuration is here: jetway import',
  );
}

/** Lists whose configuration is here, by reading alone. One that can't be read is told of, and is no failure. */
export async function importable(options: ImportOptions, system: System): Promise<number> {
  requireNone(options);
  const look = lookOf(undefined, system);
  const launchers = await Promise.all(
    (await allLaunchers()).map(async (launcher) => ({ launcher, ...(await triedReading(launcher, look, system)) })),
  );
  if (options.json) {
    const found = launchers.map(({ launcher: { id, name }, reading, fault }) => ({
      id,
      name,
      files: reading?.files ?? [],
      profiles: reading?.candidates.length ?? 0,
      ...(fault === undefined ? {} : { fault }),
    }));
    system.stdout.write(`${JSON.stringify({ schemaVersion: 1, launchers: found }, null, 2)}\n`);
    return 0;
  }
  system.stdout.write(drawLaunchers(launchers, system.host, system.stdout));
  if (launchers.some(({ reading }) => reading !== undefined)) {
    say('Look at one: jetway import <launcher> --dry-run', system);
  }
  return 0;
}

async function triedReading(
  launcher: Launcher,
  look: Look,
  { host }: System,
): Promise<{ readonly reading?: Reading | undefined; readonly fault?: string }> {
  try {
    return { reading: await launcher.read(look, host) };
  } catch (error) {
    if (error instanceof Failure) return { fault: error.message };
    throw error;
  }
}

/**
 * Makes profiles of another launcher's configuration, after showing them and being allowed to; copies keys after being
 * allowed to do that, too. Throws `configuration` where there is none or it can't be read, `usage` where nobody can be asked,
 * `credential` where a key can't be stored: then nothing is made.
 */
export async function importFrom(
  id: string,
  only: readonly string[],
  options: ImportOptions,
  system: System,
): Promise<number> {
  const launcher = await findLauncher(id);
  const reading = await launcher.read(lookOf(options.file, system), system.host);
  if (reading === undefined) throw absent(launcher, options.file);
  const config = system.profiles.read();
  const plan = planOf(reading, { only, as: new Map(options.as.map(pairOf)) }, config);
  for (const { key } of plan.planned) if (key.kind === 'text') system.hide(key.text.reveal());
  const made = plan.planned.filter(({ status }) => status === 'new');
  if (!options.json) {
    const from = reading.files.map((file) => shortened(file, system.host)).join(', ');
    const heading = wrap(`${launcher.name}: ${from}`, system.stdout.columns).join('\n');
    system.stdout.write(`${heading}\n\n${drawPlan(plan, system.host, system.stdout)}`);
  }
  let applied = false;
  let copied: readonly Planned[] = [];
  if (made.length > 0 && !options.dryRun) {
    requireConsent(options, 'import', system);
    applied = await agree(
      options,
      `Make ${made.length === 1 ? 'this profile' : `these ${made.length} profiles`}?`,
      undefined,
      system,
    );
    if (applied) {
      copied = await keysToCopy(made, options, system);
      await apply(made, copied, options.store, system);
    }
  }
  if (options.json) {
    const document = documentOf(launcher, reading, plan, copied, applied, system.host);
    system.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else tellMade(made, copied, applied, options, system);
  if (plan.planned.length > 0) return 0;
  const why = plan.left.length === 0 ? 'it names no gateway' : 'why, stands above';
  tell(`nothing of that configuration can be carried over; ${why}.`, system);
  return exitCodes.configuration;
}

/** Files of the user's, by their names alone. */
function lookOf(file: string | undefined, { files, host }: System): Look {
  const { resolve } = host.platform === 'win32' ? win32 : posix;
  return {
    ...(file === undefined ? {} : { given: resolve(host.cwd, file) }),
    has: (path) => files.glob(path).length > 0,
    text: (path) => files.read(path),
    rows: async (path, query) => files.rows(path, query),
  };
}

function absent({ name, id }: Launcher, file: string | undefined): Failure {
  const what = file === undefined ? `There is no configuration of ${name} here.` : `There is no file ${file}.`;
  return new Failure(
    'configuration',
    what,
    `Name its file: jetway import ${id} --file <path>; or see whose are here: jetway import`,
  );
}

/** A key is copied by consent to that alone. */
async function keysToCopy(
  made: readonly Planned[],
  options: ImportOptions,
  system: System,
): Promise<readonly Planned[]> {
  const waiting = made.filter(({ key, uncopied }) => key.kind === 'text' && uncopied === undefined);
  if (waiting.length === 0 || options.withKeys) return waiting;
  if (options.yes) return [];
  const { place } = system.credentials(options.store);
  const what = waiting.length === 1 ? 'its key' : `the keys of ${waiting.map(({ name }) => name).join(', ')}`;
  const isAgreed = await system.prompts.select(
    `Copy ${what} to ${shortened(place, system.host)}?`,
    [
      { value: true, name: 'Yes; it also stays where it is' },
      { value: false, name: 'No, copy no key' },
    ],
    false,
  );
  return isAgreed ? waiting : [];
}

/** Keys first: where one can't be kept, no profile says that it was. */
async function apply(
  made: readonly Planned[],
  copied: readonly Planned[],
  store: StoreKind,
  system: System,
): Promise<void> {
  const values = copied.flatMap(({ connection, key }) =>
    key.kind === 'text'
      ? [[connection.account, checkedKey(key.text.reveal(), shortened(key.path, system.host))] as const]
      : [],
  );
  for (const [account, value] of new Map(values)) {
    await storeKey(account, value, store, system).catch((error: unknown) => {
      if (!(error instanceof Failure) || error.code !== 'credential' || store !== 'keyring') throw error;
      const hint = 'Mend that, or keep the key in a file by the same command: --store file (mode 0600)';
      throw new Failure('credential', error.message, hint);
    });
  }
  const profiles = made.map((one): readonly [string, Profile] => [
    one.name,
    copied.includes(one) ? { ...one.profile, keyFrom: store } : one.profile,
  ]);
  await system.profiles.change((config) => {
    const taken = profiles.find(([name]) => Object.hasOwn(config.profiles, name));
    if (taken !== undefined) {
      throw new Failure('configuration', `There is a profile ${taken[0]} by now.`, 'Run the same command again.');
    }
    return {
      ...config,
      ...(config.current === undefined ? { current: profiles[0]?.[0] ?? '' } : {}),
      profiles: { ...config.profiles, ...Object.fromEntries(profiles) },
    };
  });
}

function tellMade(
  made: readonly Planned[],
  copied: readonly Planned[],
  applied: boolean,
  { dryRun }: ImportOptions,
  system: System,
): void {
  if (made.length === 0) return say('Nothing is made.', system);
  if (dryRun) return;
  if (!applied) return say('Nothing is made.', system);
  say(`Made: ${made.map(({ name }) => name).join(', ')}.`, system);
  if (copied.length > 0)
    say(`Keys copied: ${copied.map(({ name }) => name).join(', ')}. They also stay where they were.`, system);
  const keyless = made.filter(
    (one) =>
      (one.key.kind === 'text' || one.key.kind === 'elsewhere') && !copied.includes(one) && one.uncopied === undefined,
  );
  for (const { name } of keyless) say(`Store its key: jetway login --profile ${name}`, system);
  const [first] = made;
  say(`Check one: jetway doctor --profile ${first?.name ?? ''}`, system);
}
