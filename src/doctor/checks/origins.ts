import { rivals, sentCredentials, whereIs, winner, type Claim } from '../../config-layers/origin.ts';
import type { AgentFacts } from '../facts.ts';
import type { FileEdit } from '../../edits/file-edit.ts';
import { type AgentCheck } from '../check.ts';
import { fail, pass, skip, warn, type Evidence, type Outcome, repairable } from '../outcome.ts';

/** Which of all places that set endpoint, credential and model an agent obeys: started plainly, and by Jetway. */
export const wins: AgentCheck = {
  id: 'wins',
  title: 'Who wins?',
  about: 'agent',
  needsGateway: false,
  preflight: false,
  run: async (facts) => {
    const claims = await facts.claims();
    if (claims === undefined) return skip(`it is not known what ${facts.agent.name} looks at`);
    const evidence = evidenceOf(claims);
    const told = `${plainly(claims, facts)}; ${byJetway(claims, facts)}`;
    const [first, ...others] = problemsOf(claims, facts);
    if (first === undefined) return pass(told, evidence);
    const detail = [told, ...[first, ...others].map(({ what }) => what)].join('. ');
    const broken = [first, ...others].some((one) => one.broken);
    return repairable(outcome(broken, detail, first.hint, evidence), removals(claims, facts));
  },
};

const removals = (claims: readonly Claim[], { host }: AgentFacts): readonly FileEdit[] =>
  claims.flatMap((claim): readonly FileEdit[] =>
    claim.trap === undefined || claim.removal === undefined
      ? []
      : [{ ...claim.removal, why: `${whereIs(claim, host.home)} ${claim.trap.what}` }],
  );

const outcome = (broken: boolean, detail: string, hint: string, evidence: readonly Evidence[]): Outcome =>
  broken ? fail('configuration', detail, hint, evidence) : warn(detail, hint, evidence);

function plainly(claims: readonly Claim[], facts: AgentFacts): string {
  const said = (what: string, found: readonly Claim[]): string =>
    `${what} ${found.length === 0 ? 'its own' : found.map((claim) => shown(claim, facts)).join(' and ')}`;
  const only = (sets: Claim['sets']): readonly Claim[] =>
    [winner(claims, sets, 'user')].filter((one) => one !== undefined);
  return `started plainly: ${[
    said('endpoint', only('endpoint')),
    sentCredentials(claims).length === 0 ? 'no credential' : said('credential', sentCredentials(claims)),
    said('model', only('model')),
  ].join(', ')}`;
}

function byJetway(claims: readonly Claim[], facts: AgentFacts): string {
  const above = overJetway(claims);
  return above.length === 0
    ? "by Jetway: Jetway's"
    : `by Jetway: Jetway's, but for ${above.map((claim) => `${claim.sets} ${shown(claim, facts)}`).join(', ')}`;
}

const overJetway = (claims: readonly Claim[]): readonly Claim[] =>
  (['endpoint', 'credential', 'model'] as const)
    .map((sets) => winner(claims, sets, 'jetway'))
    .filter((claim) => claim !== undefined);

const shown = (claim: Claim, { host }: AgentFacts): string => `${claim.value} (${whereIs(claim, host.home)})`;

interface Problem {
  readonly what: string;
  readonly hint: string;
  readonly broken?: boolean;
}

/** The worst first. */
function problemsOf(claims: readonly Claim[], facts: AgentFacts): readonly Problem[] {
  const where = (claim: Claim): string => whereIs(claim, facts.host.home);
  const traps = claims.flatMap((claim): readonly Problem[] => {
    if (claim.trap === undefined) return [];
    const { what, hint, stops } = claim.trap;
    return [{ what: `${where(claim)} ${what}`, hint, broken: stops && claim.beatsJetway === true }];
  });
  const above = overJetway(claims)
    .slice(0, 1)
    .map((claim): Problem => ({
      what: `${where(claim)} is the administrator's, and ranks above Jetway`,
      hint: `Ask the administrator to admit the gateway; see jetway doctor ${facts.agent.id} --only managed`,
    }));
  return [
    ...traps.filter(({ broken }) => broken === true),
    ...above,
    ...tooMany(claims, facts),
    ...traps.filter(({ broken }) => broken !== true),
  ];
}

/** By which a vendor takes its key. */
const modelHeaders: readonly string[] = ['authorization', 'x-api-key'];

function tooMany(claims: readonly Claim[], facts: AgentFacts): readonly Problem[] {
  const where = (claim: Claim): string => whereIs(claim, facts.host.home);
  const sent = sentCredentials(claims);
  // A gateway's own header beside them is meant so; these two say the same in two ways.
  const [first, second] = sent.filter(({ headers }) => headers?.some((header) => modelHeaders.includes(header)));
  if (first !== undefined && second !== undefined && first.value !== second.value) {
    return [
      {
        what: `Two credentials go out at once: ${where(first)} and ${where(second)}`,
        hint: `Remove the one that is not for this endpoint, or start it by Jetway: jetway ${facts.agent.id}`,
      },
    ];
  }
  const [taken, beaten] = rivals(claims);
  if (taken === undefined || beaten === undefined || sent.includes(beaten)) return [];
  return [
    {
      what: `Two credentials compete: ${where(taken)} wins over ${where(beaten)}`,
      hint:
        taken.place === 'environment'
          ? `If that is stale, unset ${taken.key}`
          : `If that is stale, remove ${taken.key} from ${taken.place}`,
    },
  ];
}

/** All claims, what wins first. */
function evidenceOf(claims: readonly Claim[]): readonly Evidence[] {
  const sent = sentCredentials(claims);
  return claims.map((claim) => ({
    sets: claim.sets,
    value: claim.value,
    from: claim.from,
    place: claim.place,
    ...(claim.line === undefined ? {} : { line: claim.line }),
    key: claim.key,
    state: stateOf(
      claim,
      claim.sets === 'credential' ? sent.includes(claim) : winner(claims, claim.sets, 'user') === claim,
    ),
    ...(claim.void === undefined ? {} : { void: claim.void }),
  }));
}

function stateOf({ void: reason, beatsJetway, trap }: Claim, first: boolean): string {
  if (reason !== undefined) return 'void';
  if (beatsJetway === true) return 'wins, and over Jetway';
  return first || trap !== undefined ? 'wins' : 'behind';
}
