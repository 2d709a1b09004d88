import { keyHeader } from '../../keys/key-headers.ts';
import { rivals, sentCredentials, whereIs, winner, type Origin } from '../../config-layers/origin.ts';
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
    const origins = await facts.origins();
    if (origins === undefined) return skip(`it is not known what ${facts.agent.name} looks at`);
    const evidence = evidenceOf(origins);
    const told = `${plainly(origins, facts, await facts.unseen())}; ${byJetway(origins, facts)}`;
    const [first, ...others] = problemsOf(origins, facts);
    if (first === undefined) return pass(told, evidence);
    const detail = [told, ...[first, ...others].map(({ what }) => what)].join('. ');
    const broken = [first, ...others].some((one) => one.broken);
    return repairable(outcome(broken, detail, first.hint, evidence), removals(origins, facts));
  },
};

const removals = (origins: readonly Origin[], { host }: AgentFacts): readonly FileEdit[] =>
  origins.flatMap((origin): readonly FileEdit[] =>
    origin.problem === undefined || origin.removal === undefined
      ? []
      : [{ ...origin.removal, why: `${whereIs(origin, host.home)} ${origin.problem.what}` }],
  );

const outcome = (broken: boolean, detail: string, hint: string, evidence: readonly Evidence[]): Outcome =>
  broken ? fail('configuration', detail, hint, evidence) : warn(detail, hint, evidence);

function plainly(origins: readonly Origin[], facts: AgentFacts, unseen: string | undefined): string {
  const none = unseen === undefined ? 'no credential' : `no credential in sight (${unseen} is not looked at)`;
  const said = (what: string, found: readonly Origin[]): string =>
    `${what} ${found.length === 0 ? 'its own' : found.map((origin) => shown(origin, facts)).join(' and ')}`;
  const only = (sets: Origin['sets']): readonly Origin[] =>
    [winner(origins, sets, 'user')].filter((one) => one !== undefined);
  return `started plainly: ${[
    said('endpoint', only('endpoint')),
    sentCredentials(origins).length === 0 ? none : said('credential', sentCredentials(origins)),
    said('model', only('model')),
  ].join(', ')}`;
}

function byJetway(origins: readonly Origin[], facts: AgentFacts): string {
  const above = overJetway(origins);
  return above.length === 0
    ? "by Jetway: Jetway's"
    : `by Jetway: Jetway's, but for ${above.map((origin) => `${origin.sets} ${shown(origin, facts)}`).join(', ')}`;
}

const overJetway = (origins: readonly Origin[]): readonly Origin[] =>
  (['endpoint', 'credential', 'model'] as const)
    .map((sets) => winner(origins, sets, 'jetway'))
    .filter((origin) => origin !== undefined);

const shown = (origin: Origin, { host }: AgentFacts): string =>
  `${origin.value} (${[whereIs(origin, host.home), origin.by].filter(Boolean).join(', ')})`;

interface Problem {
  readonly what: string;
  readonly hint: string;
  readonly broken?: boolean;
}

/** What is wrong with the origins, the worst first. */
function problemsOf(origins: readonly Origin[], facts: AgentFacts): readonly Problem[] {
  const where = (origin: Origin): string => whereIs(origin, facts.host.home);
  const problems = origins.flatMap((origin): readonly Problem[] => {
    if (origin.problem === undefined) return [];
    const { what, hint, stops } = origin.problem;
    return [{ what: `${where(origin)} ${what}`, hint, broken: stops && origin.beatsJetway === true }];
  });
  const above = overJetway(origins)
    .slice(0, 1)
    .map((origin): Problem => ({
      what: `${where(origin)} is the administrator's, and ranks above Jetway`,
      hint: `Ask the administrator to admit the gateway; see jetway doctor ${facts.agent.id} --only managed`,
    }));
  return [
    ...problems.filter(({ broken }) => broken === true),
    ...above,
    ...tooMany(origins, facts),
    ...problems.filter(({ broken }) => broken !== true),
  ];
}

/** The headers in which vendors take their key. */
const modelHeaders: readonly string[] = [keyHeader.bearer, keyHeader.anthropic];

function tooMany(origins: readonly Origin[], facts: AgentFacts): readonly Problem[] {
  const where = (origin: Origin): string => whereIs(origin, facts.host.home);
  const sent = sentCredentials(origins);
  // A gateway's own header beside one of them is meant to be there. These two are two ways to say the same.
  const [first, second] = sent.filter(({ headers }) => headers?.some((header) => modelHeaders.includes(header)));
  if (first !== undefined && second !== undefined && first.value !== second.value) {
    return [
      {
        what: `Two credentials go out at once: ${where(first)} and ${where(second)}`,
        hint: `Remove the one that is not for this endpoint, or start it by Jetway: jetway ${facts.agent.id}`,
      },
    ];
  }
  const [taken, beaten] = rivals(origins);
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

/** All origins, what wins first. */
function evidenceOf(origins: readonly Origin[]): readonly Evidence[] {
  const sent = sentCredentials(origins);
  // Of what a repository has run, another check tells.
  const told = origins.filter(({ sets: what }) => what !== 'program');
  return told.map((origin) => ({
    sets: origin.sets,
    value: origin.value,
    from: origin.from,
    place: origin.place,
    ...(origin.line === undefined ? {} : { line: origin.line }),
    key: origin.key,
    ...(origin.by === undefined ? {} : { by: origin.by }),
    state: stateOf(
      origin,
      origin.sets === 'credential' ? sent.includes(origin) : winner(origins, origin.sets, 'user') === origin,
    ),
    ...(origin.void === undefined ? {} : { void: origin.void }),
  }));
}

function stateOf({ void: reason, beatsJetway, problem }: Origin, first: boolean): string {
  if (reason !== undefined) return 'void';
  if (beatsJetway === true) return 'wins, and over Jetway';
  return first || problem !== undefined ? 'wins' : 'behind';
}
