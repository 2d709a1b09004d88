import { Failure } from '../failure.ts';
import { readReceipt, type Receipt } from '../profiles/receipts.ts';
import type { System } from '../system/system.ts';
import { paint } from '../view.ts';
import { wrap } from '../wrap.ts';
import { applyConfiguration } from './configure/apply.ts';
import { changesFor, type Changes } from './configure/changes.ts';
import { agree, drawDiffs, requireConsent } from './configure/consent.ts';
import { shellLines, shellOf } from './configure/shell-line.ts';
import { prepare, type ConfigureOptions, type Prepared } from './configure/prepare.ts';
import { say } from '../say.ts';

/**
 * Writes endpoint, model and where the key comes from into the agent's own configuration, after showing it and being
 * allowed to. Throws as `prepare` and `changesFor` do, and `usage` where there is nobody to ask.
 */
export async function configure(id: string, options: ConfigureOptions, system: System): Promise<number> {
  const prepared = await prepare(id, options, system);
  const receipt = receiptOf(prepared, system);
  const former = readReceipt(receipt, system);
  refuseSecond(former, receipt, options, system);
  const changes = await changesFor(prepared.configuration, former, system);
  const waits = changes.files.length + changes.own.length > 0 || former === undefined || former.former !== undefined;
  const next: Receipt = { ...receipt, edits: changes.edits, files: changes.kept };
  if (!options.json) system.stdout.write(draw(prepared, changes, waits, system));
  if (waits && !options.dryRun) {
    requireConsent(options, 'configure', system);
    const question = former === undefined ? `Configure ${prepared.agent.name} so?` : replacing(prepared, former);
    const back = `jetway unconfigure ${prepared.agent.id}`;
    if (await agree(options, question, back, system)) await applyConfiguration(changes, next, former, system);
    else return declined(system);
  } else if (former !== undefined && !options.dryRun) {
    // Nothing of the files changes, but perhaps whose profile it is.
    await applyConfiguration(changes, { ...next, at: former.at }, former, system);
  }
  const applied = !options.dryRun;
  if (options.json) system.stdout.write(`${JSON.stringify(documentOf(next, prepared, changes, applied), null, 2)}\n`);
  else if (waits && applied) system.stdout.write(done(prepared, system));
  return 0;
}

function receiptOf(prepared: Prepared, system: System): Receipt {
  const { agent, scope, choice, target, account, installation, configuration } = prepared;
  const { variable } = configuration;
  const version = installation?.version;
  return {
    schemaVersion: 1,
    agent: agent.id,
    scope,
    ...(scope === 'project' ? { project: system.host.cwd } : {}),
    ...(choice.profile === undefined ? {} : { profile: choice.profile.name }),
    gateway: choice.gateway.id,
    url: choice.connection.url,
    model: target.main.about.id,
    ...(account === undefined ? {} : { account }),
    ...(variable === undefined ? {} : { variable }),
    command: system.self,
    at: system.now(),
    jetway: system.version,
    ...(version === undefined ? {} : { agentVersion: version }),
    edits: [],
    files: [],
  };
}

const labelOf = ({ profile, url }: Receipt): string => (profile === undefined ? url : `profile ${profile}`);

/** Which of two profiles an agent is to go by is nobody's to guess. */
function refuseSecond(former: Receipt | undefined, next: Receipt, options: ConfigureOptions, system: System): void {
  if (former === undefined || options.replace || options.dryRun || system.canAsk) return;
  if (former.profile === next.profile && former.url === next.url) return;
  throw new Failure(
    'usage',
    `${next.agent} is configured by ${labelOf(former)} already, and can't be by ${labelOf(next)} too.`,
    `Replace it: the same with --replace. Or take it back: jetway unconfigure ${next.agent}`,
  );
}

function replacing({ agent, choice }: Prepared, former: Receipt): string {
  const other = former.profile !== choice.profile?.name;
  return other ? `Replace ${labelOf(former)} in the configuration of ${agent.name}?` : `Change ${agent.name} so?`;
}

function draw(prepared: Prepared, changes: Changes, waits: boolean, system: System): string {
  const { agent, configuration, target, choice, account } = prepared;
  const { stdout } = system;
  const colours = paint(stdout);
  const shell = shellPart(prepared, system);
  if (!waits) return `${agent.name} is configured so already: nothing changes.\n${shell}`;
  const lines = [
    colours.bold(`${agent.name} → ${choice.gateway.name}, ${choice.connection.url}, ${target.main.about.id}`),
    account === undefined
      ? 'No key is needed.'
      : `The key stays where it is; a command gives it: jetway token ${account}`,
    ...changes.stays.map(({ path, key }) => `${path}: ${key} was changed since the last time, and is taken for yours.`),
    ...configuration.remarks.flatMap((remark) => wrap(`- ${remark}`, Math.max(40, stdout.columns - 2))),
  ];
  const own = changes.own.map(({ path, text }) => `${text === undefined ? '-' : '+'} ${path} (Jetway's own)`);
  return `${lines.join('\n')}\n${shell}\n${drawDiffs(changes.files, own, stdout)}`;
}

/** Not wrapped: it is to be copied. */
function shellPart({ account, configuration: { variable } }: Prepared, system: System): string {
  if (variable === undefined) return '';
  const line = shellLines(variable, account, system)[shellOf(system.host)];
  const why = `It takes the key from ${variable}, which your shell has to set: in its profile, say. The key then stands in the environment of all that this shell starts.`;
  return `${wrap(why, system.stdout.columns).join('\n')}\n\n${line}\n`;
}

function done({ agent, configuration: { variable } }: Prepared, { stdout }: System): string {
  const tick = paint(stdout).green('✓');
  const where = variable === undefined ? '' : ` where ${variable} is set`;
  return `${tick} ${agent.name} is configured. Started plainly${where}, it goes through the gateway.\n  To take it back: jetway unconfigure ${agent.id}\n`;
}

function declined({ stderr }: System): number {
  say('Nothing is changed.', { stderr });
  return 0;
}

function documentOf(receipt: Receipt, { configuration }: Prepared, changes: Changes, applied: boolean): object {
  const { agent, scope, profile, gateway, url, model, account, variable, command: self } = receipt;
  return {
    schemaVersion: 1,
    agent,
    scope,
    profile: profile ?? null,
    gateway,
    url,
    model,
    keyFrom: account === undefined ? null : ['jetway', 'token', account],
    ...(variable === undefined ? {} : { variable: { name: variable, lines: shellLines(variable, account, { self }) } }),
    changes: changes.files.map(({ path, diff }) => ({ path, diff })),
    files: changes.own.map(({ path, text }) => ({ path, removed: text === undefined })),
    stays: changes.stays,
    remarks: configuration.remarks,
    applied,
  };
}
