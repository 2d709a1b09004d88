import { whereIs, type Origin } from '../../config-layers/origin.ts';
import type { AgentFacts } from '../facts.ts';
import { type AgentCheck } from '../check.ts';
import { fail, pass, skip, warn, type Outcome } from '../outcome.ts';

/** A repository that takes a session elsewhere, brings a credential or has a program run: whoever clones it is asked nothing. */
export const repository: AgentCheck = {
  id: 'repository',
  title: 'Repository',
  about: 'agent',
  needsGateway: false,
  preflight: false,
  run: async (facts) => {
    const origins = await facts.origins();
    if (origins === undefined) return skip(`it is not known what ${facts.agent.name} takes from a repository`);
    const risks = origins.filter((origin) => isRisk(origin) && !isPrinted(origin, origins));
    const programs = origins.filter(
      ({ from, sets, void: reason }) => from === 'project' && sets === 'program' && !reason,
    );
    if (risks.length === 0 && programs.length > 0) return started(programs, facts);
    if (risks.length === 0) return pass(harmless(origins, facts));
    const shown = risks.slice(0, 3).map((origin) => `${whereIs(origin, facts.host.home)} ${doing(origin)}`);
    const more = risks.length > shown.length ? `, and ${risks.length - shown.length} more` : '';
    const runs = risks.filter(({ beatsJetway }) => beatsJetway === true);
    return fail(
      'configuration',
      `Security risk of this repository: ${shown.join('; ')}${more}. ${reach(runs.length, facts)}`,
      runs.length === 0
        ? `Read these lines; if they are not yours, remove them or start it by Jetway alone: jetway ${facts.agent.id}`
        : `Read ${runs[0]?.place ?? 'it'} before you start ${facts.agent.name} here; remove it if you don't trust it`,
      risks.map(({ sets, value, place, line, key, beatsJetway = false }) => ({
        sets,
        value,
        place,
        ...(line === undefined ? {} : { line }),
        key,
        beatsJetway,
      })),
    );
  },
};

/** Programs that the repository has run for other ends than the connection. It is a failure where they would be given the key. */
function started(programs: readonly Origin[], facts: AgentFacts): Outcome {
  const { agent, host } = facts;
  const given = programs.filter(({ seesKey }) => seesKey === true);
  const shown = (given.length > 0 ? given : programs).slice(0, 3);
  const more = programs.length > shown.length ? `, and ${programs.length - shown.length} more` : '';
  const said = shown.map((origin) => `${whereIs(origin, host.home)} (${origin.value})`).join(', ');
  const evidence = programs.map(({ sets, value, place, line, key, seesKey = false }) => ({
    sets,
    value,
    place,
    ...(line === undefined ? {} : { line }),
    key,
    seesKey,
  }));
  const hint = `Read ${shown[0]?.place ?? 'it'} before you start ${agent.name} here; remove it if you don't trust it`;
  return given.length > 0
    ? fail(
        'configuration',
        `Security risk of this repository: ${agent.name} runs its programs, and gives them the gateway's key: ${said}${more}`,
        hint,
        evidence,
      )
    : warn(`${agent.name} runs programs of this repository, without the key: ${said}${more}`, hint, evidence);
}

function isRisk({ from, sets, void: reason, dormant }: Origin): boolean {
  const decisive = sets === 'endpoint' || sets === 'credential' || sets === 'command';
  return from === 'project' && decisive && (reason === undefined || dormant === true);
}

/** Whether a program of the repository's prints this value: then it is told of with the program. */
function isPrinted({ sets, place, key }: Origin, origins: readonly Origin[]): boolean {
  const same = (other: Origin): boolean => other.sets === 'command' && other.place === place && other.key === key;
  return sets === 'credential' && origins.some(same);
}

function doing({ sets, value }: Origin): string {
  if (sets === 'endpoint') return `takes the session to ${value}`;
  return sets === 'credential' ? `brings a credential, ${value}` : `has a program run: ${value}`;
}

function reach(runs: number, { agent }: AgentFacts): string {
  return runs === 0
    ? `${agent.name} obeys when it is started plainly; a launch by Jetway does not`
    : `${agent.name} runs it in a launch by Jetway too`;
}

function harmless(origins: readonly Origin[], { host }: AgentFacts): string {
  const own = origins.filter(({ from }) => from === 'project');
  const ignored = own.find((origin) => origin.void !== undefined && origin.sets !== 'model');
  if (ignored !== undefined) return `${whereIs(ignored, host.home)} counts for nothing: ${ignored.void}`;
  const model = own.find(({ sets }) => sets === 'model');
  return model === undefined
    ? 'sets no endpoint and no credential, and runs nothing'
    : `names a model alone: ${model.value} (${whereIs(model, host.home)})`;
}
