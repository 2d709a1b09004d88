import { Failure } from '../../failure.ts';
import { gatewayFlags, jsonFlags } from '../../options/flags.ts';
import { inProject } from '../../options/project.ts';
import { resolveOptions, texts } from '../../options/read-flags.ts';
import { quote } from '../../text.ts';
import type { Row } from '../row.ts';

const budgetNotes = `Asked with the session's key: of itself a key may ask everywhere; Cloudflare
tells of a gateway's limits with "AI Gateway: Read". Those of a whole team, with
a management key: jetway gateway spend-limits.
Ends with 9 where something is used up or past --warn, 4 where the key is
refused, 5 where the gateway does not answer or tells of none.`;

const usageNotes = `One session's requests in order: jetway usage session <id>; its beginning will
do, or "last".

The gateway is asked with a management key (JETWAY_MANAGEMENT_KEY, or
jetway login --management). Where there is none, or it may not, the ledger
stands in, and for sessions that are not in it what the agent wrote itself. What
it needs: Cloudflare "Account Analytics: Read", Bifrost the administrator's
login, LiteLLM the master key, OpenRouter a management key, Vercel a key of a
team on Pro or Enterprise.
A cost that nobody knows is unknown, not 0.`;

const statusNotes = `Claude Code runs it, with --statusline or "statusline": true in a profile.`;

/** What was used, and what is left. */
export const usageRows: readonly Row[] = [
  {
    syntax: 'budget',
    about: 'what is left of the limits that the gateway tells of; 9: used up',
    flags: [
      ...gatewayFlags,
      { syntax: '--warn <percent>', about: 'from here on a limit counts: 80%', once: true },
      ...jsonFlags,
    ],
    notes: () => budgetNotes,
    run: async ({ flags, json, system }) => {
      const { budget, readWarning } = await import('../budget.ts');
      const options = await inProject(resolveOptions(flags), system);
      return budget({ ...options, json, warnAt: readWarning(texts(flags, 'warn').warn) }, system);
    },
  },
  {
    syntax: 'usage [session] [id]',
    about: 'tokens and cost, from the gateway where it tells, else from the ledger',
    flags: [
      ...gatewayFlags,
      { syntax: '--since <when>', about: '7d, 24h, 2w, or a day: 2026-11-01; else 30d', once: true },
      { syntax: '--by <what>', about: 'session, day, model, agent, project, user, team, key', once: true },
      { syntax: '--limit <count>', about: 'so many rows; else 50', once: true },
      { syntax: '--timezone <zone>', about: 'of the days: Europe/Berlin, UTC', once: true },
      { syntax: '--offline', about: 'the ledger alone; the gateway is not asked' },
      { syntax: '--no-cost', about: 'a table without money', once: true },
      { syntax: '--compact', about: 'a table of few columns', once: true },
      { syntax: '--context', about: 'of a session: what fills each request (with --inspect)', once: true },
      { syntax: '--live', about: 'drawn anew while sessions run, from the ledger', once: true },
      { syntax: '--csv', about: 'print CSV', once: true },
      { syntax: '--html <file>', about: 'write a page that needs nothing else', once: true },
      { syntax: '--open', about: 'show that page in the browser', once: true },
      ...jsonFlags,
    ],
    notes: () => usageNotes,
    run: async ({ flags, words: [word, id], json, system }) => {
      const on = (name: string): boolean => flags[name] === true;
      const own = {
        // Not in a project: the key that may be asked with can do more than a session's.
        ...resolveOptions(flags),
        ...texts(flags, 'since', 'timezone'),
        json,
        cost: flags['cost'] !== false,
      };
      // What would be left out in silence is refused.
      if (on('csv') && json)
        throw new Failure('usage', "--csv and --json can't be both on stdout.", 'Give one of them.');
      if (word === undefined) {
        if (on('context'))
          throw new Failure('usage', '--context is of one session.', 'Give it: jetway usage session last --context');
        const { usage } = await import('../usage.ts');
        const drawn = { csv: on('csv'), open: on('open'), compact: on('compact'), live: on('live') };
        return usage({ ...own, ...texts(flags, 'by', 'limit', 'html'), ...drawn }, system);
      }
      if (word !== 'session')
        throw new Failure('usage', `Usage has no ${quote(word)}.`, 'Use --by, or: jetway usage session <id>');
      if (id === undefined)
        throw new Failure('usage', 'Which session?', 'See: jetway usage --by session; or: jetway usage session last');
      const ofMany = ['by', 'limit', 'csv', 'html', 'open', 'compact', 'live'].find(
        (name) => flags[name] !== undefined,
      );
      if (ofMany !== undefined)
        throw new Failure('usage', `One session has no --${ofMany}.`, 'Leave it out; for scripts: --json');
      const { usageSession } = await import('../usage/session.ts');
      return usageSession(id, { ...own, context: on('context') }, system);
    },
  },
  {
    syntax: 'statusline',
    about: "the model, the session's cost and what is left, for Claude Code's status line",
    hidden: true,
    flags: [
      { syntax: '--session <id>', about: 'of this session', once: true },
      { syntax: '--budget <file>', about: 'where the figures of the gateway are kept', once: true },
    ],
    notes: () => statusNotes,
    run: async ({ flags, system }) => {
      const { statusline } = await import('../statusline.ts');
      return statusline(texts(flags, 'session', 'budget'), system);
    },
  },
];
