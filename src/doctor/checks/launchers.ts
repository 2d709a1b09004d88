import { whereIs, type Origin } from '../../config-layers/origin.ts';
import { leaveFailure } from '../../lazy.ts';
import type { FileEdit } from '../../edits/file-edit.ts';
import { isLoopback } from '../../net/url.ts';
import { type AgentCheck } from '../check.ts';
import { pass, skip, warn, repairable } from '../outcome.ts';

/**
 * What launchers that run a proxy on this machine leave in an agent's own files: the address of a proxy that no longer
 * runs. The agent, started plainly, then reaches nothing.
 */
export const launchers: AgentCheck = {
  id: 'launchers',
  title: 'Other launchers',
  about: 'agent',
  needsGateway: false,
  preflight: false,
  run: async (facts) => {
    const origins = await facts.origins();
    if (origins === undefined) return skip(`it is not known what ${facts.agent.name} looks at`);
    const local = origins.filter(isLeft);
    if (local.length === 0) return pass('nothing of theirs in its files');
    const gateway = (await facts.choice().catch(leaveFailure))?.connection.url;
    const home = facts.host.home;
    const asked = await Promise.all(
      local.map(async (origin) => ({ origin, answers: await facts.answers(new URL(origin.value).origin) })),
    );
    const evidence = asked.map(({ origin, answers }) => ({
      where: whereIs(origin, home),
      address: origin.value,
      answers,
    }));
    const dead = asked.find(({ answers }) => !answers)?.origin;
    if (dead !== undefined) {
      const outcome = warn(
        `${whereIs(dead, home)} sends ${facts.agent.name} to ${dead.value}, where nothing listens`,
        'Start that program; if its launcher is gone (claude-code-router, cc-switch …), remove the key from that file.',
        evidence,
      );
      return repairable(outcome, removals(asked, origins, home));
    }
    const [first] = local as [Origin];
    const own = gateway !== undefined && new URL(gateway).origin === new URL(first.value).origin;
    return pass(
      `${whereIs(first, home)} leads to ${first.value}, ${own ? 'the gateway' : 'a program on this machine that answers'}`,
      evidence,
    );
  },
};

/** No removals where a credential stands beside the address: it would then go to the vendor. A login is the vendor's own. */
function removals(
  asked: readonly { readonly origin: Origin; readonly answers: boolean }[],
  origins: readonly Origin[],
  home: string,
): readonly FileEdit[] {
  const strange = origins.some(({ sets, from }) => (sets === 'credential' || sets === 'command') && from !== 'login');
  if (strange) return [];
  return asked.flatMap(({ origin, answers }): readonly FileEdit[] =>
    answers || origin.removal === undefined
      ? []
      : [{ ...origin.removal, why: `${whereIs(origin, home)} leads to ${origin.value}, where nothing listens` }],
  );
}

/**
 * Whether an origin leads to this machine. A repository's never counts: there is another check for it, and it must not have
 * anything on this machine asked.
 */
function isLeft({ sets, from, value, void: why }: Origin): boolean {
  const counts = sets === 'endpoint' && from === 'user' && why === undefined;
  return counts && URL.canParse(value) && isLoopback(new URL(value).hostname);
}
