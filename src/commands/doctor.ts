import type { Agent } from '../agents/agent.ts';
import { agents, findAgent } from '../agents/index.ts';
import type { Check } from '../doctor/check.ts';
import { checks } from '../doctor/checks/index.ts';
import { savedModels } from '../launch/ask-model.ts';
import { wayToInstall } from '../launch/install.ts';
import { examine, type Result } from '../doctor/examine.ts';
import type { FoundKey } from '../keys/sources.ts';
import { aboutAgent, createFacts } from '../doctor/facts.ts';
import { leaveFailure, memoize } from '../lazy.ts';
import { exitCodes, Failure } from '../failure.ts';
import { resolveKey } from '../keys/keys.ts';
import type { DoctorOptions } from '../options/options.ts';
import { decide, values } from '../options/precedence.ts';
import { chooseProfile, resolveGateway } from '../options/resolve-gateway.ts';
import type { System } from '../system/system.ts';
import { quote } from '../text.ts';
import { consents } from './doctor/consent.ts';
import { draw } from './doctor/draw.ts';
import { offer } from './doctor/offer.ts';

/** What the doctor found: the object of `--json`, and what the view is drawn from. */
export interface Diagnoses {
  readonly schemaVersion: 1;
  readonly jetway: string;
  readonly node: string;
  readonly profile?: string;
  /** Absent where none is chosen, or its settings are not all there. */
  readonly gateway?: { readonly id: string; readonly name: string; readonly url: string };
  /** In declared order: the machine, the gateway, then each agent. */
  readonly checks: readonly Result[];
  readonly summary: Readonly<Record<Result['status'], number>>;
}

/** Looks, and repairs nothing but with `fix`; 0, or 8 where a check failed. What is not chosen is not asked for, nor checked. */
export async function doctor(agentId: string | undefined, options: DoctorOptions, system: System): Promise<number> {
  const wanted = choose(options, agentId === gatewayAlone);
  const profile = chooseProfile(options, system);
  const chosen = decide(values.gateway({ options, saved: profile?.saved })) !== undefined;
  const silent = { ...system, canAsk: false };
  const subjects = await subjectsOf(agentId, profile?.saved.models ?? {}, system);
  const observe = () => {
    const choice = memoize(async () => resolveGateway(options, silent));
    const key = async (): Promise<FoundKey | undefined> => resolveKey(await choice(), options, system);
    const known = { overridesManaged: options.overrideManagedSettings, choice, key };
    const shared = createFacts(known, options, system);
    const facts = subjects.map((agent) =>
      aboutAgent(shared, agent, savedModels(agent, profile?.saved, options), options, system),
    );
    return { choice, shared, facts };
  };
  const { choice, shared, facts } = observe();
  const paid = chosen ? wanted.flatMap(({ costs }) => costs ?? []) : [];
  const agreed = paid.length === 0 || (await consents(facts, paid, options.yes === true, system));
  const made = wanted.filter((check) => (chosen || !check.needsGateway) && (agreed || check.costs === undefined));
  const found = await examine(made, shared, facts, system, progress(system));
  const none = agentId === undefined && subjects.length === 0 ? made.filter(({ id }) => id === 'agent') : [];
  const all = [...found, ...none.map(noAgent)];
  const connection = chosen ? (await choice().catch(leaveFailure))?.connection : undefined;
  const report: Diagnoses = {
    schemaVersion: 1,
    jetway: system.version,
    node: system.nodeVersion,
    ...(profile === undefined ? {} : { profile: profile.name }),
    ...(connection === undefined ? {} : { gateway: { ...connection.gateway, url: connection.url } }),
    checks: inOrder(all, subjects),
    summary: { pass: 0, skip: 0, warn: 0, fail: 0, ...counts(all) },
  };
  const asked = { verbose: options.verbose === true, each: options.only.length > 0 || agentId === gatewayAlone };
  const drawn = (seen: Diagnoses): string => draw(seen, subjects, asked, system.stdout);
  if (options.fix) {
    const { fix } = await import('./doctor/fix.ts');
    const again = async (ids: ReadonlySet<string>): Promise<readonly Result[]> => {
      const anew = observe();
      const affected = made.filter(
        (check) => (ids.has(check.id) || check.about === 'agent') && check.costs === undefined,
      );
      return examine(affected, anew.shared, anew.facts, system, progress(system));
    };
    return fix(report, { json: options.json, agreed: options.yes === true, draw: drawn, again }, system);
  }
  if (options.report) {
    const { drawReport } = await import('./doctor/report.ts');
    system.stdout.write(
      await drawReport(report, { facts: [shared, ...facts], choice, profile: profile?.saved }, system),
    );
  } else {
    system.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : `${drawn(report)}${offer(report)}`);
  }
  return report.summary.fail > 0 ? exitCodes.doctor : 0;
}

/** In the place of an agent: the gateway's checks, and no agent's. */
const gatewayAlone = 'gateway';

async function subjectsOf(
  agentId: string | undefined,
  models: Readonly<Record<string, string>>,
  system: System,
): Promise<readonly Agent[]> {
  if (agentId === gatewayAlone) return [];
  return agentId === undefined ? present(models, system) : [findAgent(agentId)];
}

/** Throws a `usage` Failure for an id that no check has. What costs money is made when it is asked for by flag or name. */
function choose({ only, skip, ...wants }: DoctorOptions, ofGateway: boolean): readonly Check[] {
  const unknown = [...only, ...skip].find((id) => !checks.some((check) => check.id === id));
  if (unknown !== undefined) {
    const known = checks.map((check) => check.id).join(', ');
    throw new Failure('usage', `There is no check ${quote(unknown)}.`, `Choose of: ${known}`);
  }
  const isMade = ({ id, costs, advice }: Check): boolean =>
    only.length === 0 ? (costs === undefined || wants[costs]) && (advice !== true || ofGateway) : only.includes(id);
  return checks.filter(
    (check) =>
      isMade(check) && !skip.includes(check.id) && (!ofGateway || (check.about === 'all' && check.needsGateway)),
  );
}

/** A line that is written over while somebody waits, and is gone at the end. */
function progress({ stderr }: System): (answered: number, all: number) => void {
  if (!stderr.isTerminal) return () => undefined;
  return (answered, all) => stderr.write(answered === all ? '\r\u001b[K' : `\r${answered} of ${all} checks done`);
}

/** One answer in place of one for each agent that is not there. */
function noAgent({ id, title }: Pick<Check, 'id' | 'title'>): Result {
  const [first] = agents as readonly [Agent];
  return {
    id,
    title,
    group: 'machine',
    status: 'fail',
    code: 'agent',
    detail: `none that Jetway launches is installed: ${agents.map(({ name }) => name).join(', ')}`,
    hint: `Install one: ${wayToInstall(first)}; or have Jetway do it: jetway ${first.id}`,
    milliseconds: 0,
  };
}

/** The agents installed here, and those that the profile has a model for. */
async function present(models: Readonly<Record<string, string>>, system: System): Promise<readonly Agent[]> {
  const found = await Promise.all(
    agents.map(async (agent) =>
      Object.hasOwn(models, agent.id) || (await system.programs.find(agent.command, agent.package)) !== undefined
        ? [agent]
        : [],
    ),
  );
  return found.flat();
}

/** What is shared first, then agent by agent. */
function inOrder(results: readonly Result[], subjects: readonly Agent[]): readonly Result[] {
  const of = (agent: string | undefined): readonly Result[] => results.filter((result) => result.agent === agent);
  return [...of(undefined), ...subjects.flatMap((agent) => of(agent.id))];
}

function counts(results: readonly Result[]): Partial<Record<Result['status'], number>> {
  const sums: Partial<Record<Result['status'], number>> = {};
  for (const { status } of results) sums[status] = (sums[status] ?? 0) + 1;
  return sums;
}
