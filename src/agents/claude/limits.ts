import type { Model } from '../../models/catalogue.ts';
import { compareVersions, variable } from '../../host.ts';
import type { Launch, ModelEndpoint } from '../agent.ts';
import { limitsKnownTo, million, usual, type Limits } from './limits-table.ts';

/** What Claude Code is told of windows and answers by variables, one value of each for a whole session. Tokens. */
export interface SessionLimits {
  /** The window of every model that Claude Code neither knows nor takes for one that it knows. */
  readonly window: number;
  /** Whether any window may be as large as a million. */
  readonly million: boolean;
  /** The most that is asked for in one answer, where that is less than Claude Code would ask for, or the user says so. */
  readonly output?: number;
}

/** The main model's own limits first, and what harms the others least. `models`: all of them, main first. */
export function sessionLimits(models: readonly ModelEndpoint[], launch: Launch): SessionLimits {
  const all = models.map(({ about, model }): Informed => ({ about, known: limitsKnownTo(model) }));
  const [main, ...others] = all;
  const window = main?.about.contextWindow;
  const asked = usersOutput(launch);
  const most = main?.about.maxOutputTokens ?? Number.POSITIVE_INFINITY;
  const output = most < (asked ?? main?.known?.output ?? usualOutput) ? most : asked;
  const small = others.flatMap(({ about: { contextWindow }, known }) =>
    known === undefined && contextWindow !== undefined && contextWindow >= leastUsable ? [contextWindow] : [],
  );
  return {
    window: main?.known === undefined ? (window ?? usual) : Math.min(usual, ...small),
    million: (window ?? 0) >= million || (keepsDefault(launch) && !all.some(isLessThanKnown)),
    ...(output === undefined ? {} : { output }),
  };
}

/** How Claude Code is told of them. */
export function limitVariables({
  window,
  million: isMillion,
  output,
}: SessionLimits): Readonly<Record<string, string>> {
  return {
    CLAUDE_CODE_MAX_CONTEXT_TOKENS: String(window),
    ...(output === undefined ? {} : { CLAUDE_CODE_MAX_OUTPUT_TOKENS: String(output) }),
    ...(isMillion ? {} : { CLAUDE_CODE_DISABLE_1M_CONTEXT: '1' }),
  };
}

interface Informed {
  readonly about: Model;
  readonly known: Limits | undefined;
}

/** Asked for in one answer, unless more is known of the model. */
const usualOutput = 32_000;

/** Claude Code's own instructions and tools fill half of a window of this size. */
const leastUsable = 32_000;

function usersOutput({ host }: Launch): number | undefined {
  const asked = Number(variable(host.env, 'CLAUDE_CODE_MAX_OUTPUT_TOKENS', host.platform));
  return asked > 0 ? asked : undefined;
}

/**
 * Whether ANTHROPIC_DEFAULT_MODEL names the default of the picker (2.1.330); otherwise that is `<opus>[1m]`, which means
 * a million tokens and a beta header, unless such windows are switched off.
 */
function keepsDefault({ installation: { version } }: Launch): boolean {
  return version !== undefined && compareVersions(version, '2.1.329') >= 0;
}

function isLessThanKnown({ about, known }: Informed): boolean {
  return known?.window === million && (about.contextWindow ?? million) < million;
}

/** What a row of the picker says of its model beside the name. */
export interface Treatment {
  /** A model that Claude Code knows, for its limits. */
  readonly behavesAs?: string;
  /** The window that is compacted to, where Claude Code takes it for larger. Tokens. */
  readonly compactsAt?: number;
}

/**
 * A window is never taken for larger than it is where something smaller can be said, and no longer answer is asked for
 * than the model gives. `isMain`: the session's limits are its own.
 */
export function treatmentOf({ about, model }: ModelEndpoint, isMain: boolean, session: SessionLimits): Treatment {
  const known = limitsKnownTo(model);
  const window = about.contextWindow ?? known?.window ?? usual;
  const { behavesAs, taken } = known === undefined ? standIn(about, window, isMain, session) : { taken: known.window };
  const believed = known === undefined || session.million ? taken : Math.min(taken, usual);
  return {
    ...(behavesAs === undefined ? {} : { behavesAs }),
    ...(believed > window && window >= leastCompaction ? { compactsAt: window } : {}),
  };
}

/** Claude Code takes no smaller window for compaction. */
const leastCompaction = 100_000;

interface StandIn {
  readonly behavesAs?: string;
  /** The window that Claude Code goes by. */
  readonly taken: number;
  /** What it asks for in one answer. */
  readonly output: number;
}

function standIn(about: Model, window: number, isMain: boolean, session: SessionLimits): StandIn {
  const { output: asked } = session;
  const own: StandIn = { taken: session.window, output: asked ?? usualOutput };
  if (isMain) return own;
  const all: readonly StandIn[] = [
    own,
    { behavesAs: 'claude-sonnet-4-6', taken: usual, output: asked ?? usualOutput },
    ...(session.million ? [{ behavesAs: 'claude-opus-4-8', taken: million, output: asked ?? 64_000 }] : []),
    // The shortest answers of all.
    { behavesAs: 'claude-3-5-haiku', taken: usual, output: Math.min(asked ?? 8192, 8192) },
  ];
  const most = about.maxOutputTokens ?? Number.POSITIVE_INFINITY;
  const answering = all.filter(({ output }) => output <= most);
  const fitting = (answering.length === 0 ? all.slice(-1) : answering).filter(
    // A far smaller one compacts all the time, where a larger one can be told when to.
    ({ taken }) => taken >= leastCompaction || window < leastCompaction,
  );
  const inside = fitting.filter(({ taken }) => taken <= window);
  const largest = (one: StandIn, other: StandIn): StandIn => (other.taken > one.taken ? other : one);
  const smallest = (one: StandIn, other: StandIn): StandIn => (other.taken < one.taken ? other : one);
  return inside.length > 0 ? inside.reduce(largest) : fitting.reduce(smallest);
}
