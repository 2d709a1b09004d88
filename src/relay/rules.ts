import { fits, isAdmitted } from '../policy/enforce.ts';
import { needOf } from '../policy/needs.ts';
import type { Policies } from '../policy/policy.ts';
import type { Complaint } from '../protocols/complaint.ts';
import { exceeded, spentIn, type Budget } from './budget.ts';
import { roughTokens, type Spent } from './cost.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';

/** Says why a request is not sent: to the agent in a sentence, and to the ledger in two words. */
export interface Refused {
  readonly complaint: Complaint;
  readonly because: 'rule model' | 'rule budget' | 'rule repeat' | 'not served';
}

/** What the user and administrators allow a session. */
export interface Rules {
  /** The only models that may be asked, by the ids that the user knows; `*` stands for anything. Absent: any model. */
  readonly models?: readonly string[];
  /** The administrators' rules, which admit models too. */
  readonly policies?: Policies;
  /** All of them hold at once, so of two the smaller one counts. */
  readonly limits?: readonly Limit[];
}

/** A budget of one session, or of all sessions on one day in local time. */
export interface Limit {
  readonly per: 'session' | 'day';
  readonly budget: Budget;
  /** The profiles whose sessions count for a day's budget, undefined for sessions without one. Absent: all sessions count. */
  readonly profiles?: readonly (string | undefined)[];
  /** The path of the policy that sets it. Absent: the user set it. */
  readonly path?: string;
}

/** The budgets that policies set. */
export function limitsOf(policies: Policies): readonly Limit[] {
  return policies.flatMap(({ path, budget: { session, day } = {}, profiles }) => [
    ...(session === undefined ? [] : [{ per: 'session' as const, budget: session, path }]),
    ...(day === undefined ? [] : [{ per: 'day' as const, budget: day, path, ...(profiles && { profiles }) }]),
  ]);
}

/** A request that has been let through, until its answer is noted. */
export interface Admitted {
  /** Takes what the request used. It is called once, also for a request that failed. */
  done(entry: LedgerEntry): void;
}

/** Lets requests of a session through, or says which rule they break. */
export interface Warden {
  /** What speaks against a model, whatever is left to spend. `priced`: whether its price is known. */
  objection(model: string, priced: boolean): string | undefined;
  /** How much of the session's budget is used; undefined where there is none. */
  usedPercent(): number | undefined;
  /**
   * Lets a request through, or gives what is wrong with it. `model` is the user's id, `bytes` the size of the body; `priced` says
   * whether the model's price is known.
   */
  enter(request: { readonly model: string; readonly bytes: number; readonly priced: boolean }): Refused | Admitted;
}

/** How many times the same request may be answered within `repeatWindow` milliseconds before it is stopped. */
const repeatLimit = 12;
const repeatWindow = 20_000;
/** Larger bodies are not kept to be compared. Bytes. */
const repeatedBody = 2 * 1024 * 1024;

/** Keeps count for the rules of one session: exactly of what has answered, by an estimate of what still runs. */
export function createWarden(rules: Rules, ledger: Pick<Ledger, 'today'>): Warden {
  let mine: Spent = { usd: 0, tokens: 0 };
  let running = 0;
  const { limits = [], policies = [] } = rules;
  const objection: Warden['objection'] = (model, priced) => {
    const policy = policies.find((one) => !isAdmitted([one], model));
    if (policy !== undefined) return `The policy in ${policy.path} does not admit the model ${model}.`;
    if (rules.models !== undefined && !rules.models.some((pattern) => fits(pattern, model))) {
      return `${model} is not among the models that --allow-models lets this session use.`;
    }
    const money = limits.find(({ budget }) => budget.unit === 'usd');
    if (priced || money === undefined) return undefined;
    return money.path === undefined
      ? `What ${model} costs is not known, so a budget in money can't hold it. Give one in tokens: --budget 2mtok`
      : `What ${model} costs is not known, so the budget of the policy in ${money.path} can't hold it.`;
  };
  const used = ({ per, profiles }: Limit): Spent => {
    // What runs is counted in tokens alone: whether a cache makes it cheap nobody can tell beforehand.
    if (per === 'session') return { ...mine, tokens: mine.tokens + running };
    return spentIn(ledger.today().filter(({ profile }) => profiles?.includes(profile) ?? true));
  };
  return {
    objection,
    usedPercent: () => {
      const shares = limits
        .filter(({ per }) => per === 'session')
        .map(({ budget }) => (100 * mine[budget.unit]) / budget.amount);
      return shares.length === 0 ? undefined : Math.max(...shares);
    },
    enter: ({ model, bytes, priced }) => {
      const against = objection(model, priced);
      if (against !== undefined) return refused(against, 'rule model');
      for (const limit of limits) {
        const over = exceeded(
          limit.budget,
          used(limit),
          limit.per === 'session' ? 'this session' : 'today',
          limit.path,
        );
        if (over !== undefined) return refused(over, 'rule budget');
      }
      const estimate = roughTokens(bytes);
      running += estimate;
      return {
        done: (entry) => {
          running -= estimate;
          const { usd, tokens } = spentIn([entry]);
          mine = { usd: mine.usd + usd, tokens: mine.tokens + tokens };
        },
      };
    },
  };
}

/** Tells when a body that has been answered comes again and again within seconds. */
export interface RepeatGuard {
  /** How often this body was answered of late, where that is too often; else undefined. */
  tooOften(body: Uint8Array): number | undefined;
  /** Notes that this body got a whole answer. */
  answered(body: Uint8Array): void;
}

/**
 * OpenCode 1.18.33 repeats a request without end for some answers, several a second. Only what was answered counts: how
 * often an agent tries where nothing answers is its own to say.
 */
export function createRepeatGuard(now: () => number): RepeatGuard {
  let recent: readonly Answered[] = [];
  const find = (body: Uint8Array): Answered | undefined => {
    const print = printOf(body);
    return recent.find(
      (one) => one.print === print && (one.body === undefined || Buffer.compare(one.body, body) === 0),
    );
  };
  return {
    tooOften: (body) => {
      const times = find(body)?.times.filter((time) => time > now() - repeatWindow) ?? [];
      return times.length >= repeatLimit ? times.length : undefined;
    },
    answered: (body) => {
      if (body.length > repeatedBody) return;
      const before = find(body);
      const times = [...(before?.times.slice(1 - repeatLimit) ?? []), now()];
      const answered = { print: printOf(body), times, ...(before === undefined ? {} : { body }) };
      recent = [answered, ...recent.filter((one) => one !== before)].slice(0, 8);
    },
  };
}

/** A body is kept only once one that looks the same was answered before it: nearly all are never seen again. */
interface Answered {
  readonly print: string;
  readonly body?: Uint8Array;
  readonly times: readonly number[];
}

/** What two bodies are first compared by: their length, and some of their bytes. */
function printOf(body: Uint8Array): string {
  const step = Math.ceil(body.length / 64);
  let print = String(body.length);
  for (let at = 0; at < body.length; at += step) print += `,${body[at]}`;
  return print;
}

export function isRefused(answer: Refused | Admitted): answer is Refused {
  return 'complaint' in answer;
}

export function refused(message: string, because: Refused['because']): Refused {
  return { complaint: { kind: 'forbidden', message }, because };
}

/** Names the rule about models that holds: `the budget of the policy in /etc/jetway/policy.json`, or the user's own list. */
export function modelRule({ models, policies }: Rules): string | undefined {
  const ruling = policies?.find((one) => needOf(one) !== undefined);
  if (ruling === undefined) return models && '--allow-models';
  return `${needOf(ruling) ?? ''} of the policy in ${ruling.path}`;
}
