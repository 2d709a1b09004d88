import { whereIs, type Claim } from '../../config-layers/origin.ts';
import type { AgentFacts } from '../facts.ts';
import { type AgentCheck } from '../check.ts';
import { fail, pass, skip } from '../outcome.ts';

/** A repository that takes a session elsewhere, brings a credential or has a program run: whoever clones it is asked nothing. */
export const repository: AgentCheck = {
  id: 'repository',
  title: 'Repository',
  about: 'agent',
  needsGateway: false,
  preflight: false,
  run: async (facts) => {
    const claims = await facts.claims();
    if (claims === undefined) return skip(`it is not known what ${facts.agent.name} takes from a repository`);
    const risks = claims.filter((claim) => isRisk(claim) && !isPrinted(claim, claims));
    if (risks.length === 0) return pass(harmless(claims, facts));
    const shown = risks.slice(0, 3).map((claim) => `${whereIs(claim, facts.host.home)} ${doing(claim)}`);
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

function isRisk({ from, sets, void: reason, dormant }: Claim): boolean {
  const decisive = sets === 'endpoint' || sets === 'credential' || sets === 'command';
  return from === 'project' && decisive && (reason === undefined || dormant === true);
}

/** What a program prints is told of with the program. */
function isPrinted({ sets, place, key }: Claim, claims: readonly Claim[]): boolean {
  const same = (other: Claim): boolean => other.sets === 'command' && other.place === place && other.key === key;
  return sets === 'credential' && claims.some(same);
}

function doing({ sets, value }: Claim): string {
  if (sets === 'endpoint') return `takes the session to ${value}`;
  return sets === 'credential' ? `brings a credential, ${value}` : `has a program run: ${value}`;
}

function reach(runs: number, { agent }: AgentFacts): string {
  return runs === 0
    ? `${agent.name} obeys when it is started plainly; a launch by Jetway does not`
    : `${agent.name} runs it in a launch by Jetway too`;
}

function harmless(claims: readonly Claim[], { host }: AgentFacts): string {
  const own = claims.filter(({ from }) => from === 'project');
  const ignored = own.find((claim) => claim.void !== undefined && claim.sets !== 'model');
  if (ignored !== undefined) return `${whereIs(ignored, host.home)} counts for nothing: ${ignored.void}`;
  const model = own.find(({ sets }) => sets === 'model');
  return model === undefined
    ? 'sets no endpoint and no credential, and runs nothing'
    : `names a model alone: ${model.value} (${whereIs(model, host.home)})`;
}
