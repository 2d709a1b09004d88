import type { LaunchPlan } from '../agents/agent.ts';
import { findAgent } from '../agents/index.ts';
import { admitLaunch } from '../policy/enforce.ts';
import { policiesOf } from '../policy/policies.ts';
import { asksNoModel, startWithoutModel } from '../launch/without-model.ts';
import { apply } from '../launch/apply.ts';
import { save } from '../launch/save.ts';
import { askAll } from '../launch/ask.ts';
import { announcements } from '../launch/announce.ts';
import { ensureInstalled } from '../launch/install.ts';
import { managedFindings, refuseManaged } from '../launch/managed.ts';
import { planLaunch } from '../launch/plan.ts';
import { preflight, RefusedKey } from '../launch/preflight.ts';
import { restoreLeftovers } from '../launch/restore.ts';
import { reach } from '../launch/reach.ts';
import { runParts } from '../launch/session-part.ts';
import { sessionParts } from '../launch/session-parts.ts';
import { spawn } from '../launch/spawn.ts';
import { gatewayKeys } from '../keys/request-keys.ts';
import { inProject } from '../options/project.ts';
import type { LaunchOptions } from '../options/options.ts';
import { dropAnswers, keepAnswers, keptAnswers } from '../launch/kept-answers.ts';
import type { Answers } from '../launch/answer-log.ts';
import { questionnaire } from '../launch/questionnaire.ts';
import { chooseProfile, profileInUse } from '../options/resolve-gateway.ts';
import type { System } from '../system/system.ts';
import { budgetFile, nearEnd } from '../usage/budget-file.ts';
import { say, tell } from '../say.ts';

/**
 * Runs all stages in order, until the agent has ended, and gives its exit code. Throws the Failure of the stage that refuses;
 * the answers given so far are kept for the next start. Where a stored key is refused, asks for another one, once.
 */
export async function launch(
  agentId: string | undefined,
  args: readonly string[],
  options: LaunchOptions,
  system: System,
): Promise<number> {
  let answered: () => Answers = () => new Map();
  const attempt = async (): Promise<number> =>
    run(agentId, args, options, system, (answers) => void (answered = answers));
  try {
    return await attempt().catch(async (error: unknown) => {
      const isRenewed =
        error instanceof RefusedKey && (await (await import('../launch/renew-key.ts')).renewKey(error, system));
      if (!isRenewed) throw error;
      return attempt();
    });
  } catch (error) {
    keepAnswers(answered(), error, system);
    throw error;
  }
}

async function run(
  agentId: string | undefined,
  args: readonly string[],
  given: LaunchOptions,
  system: System,
  answering: (answers: () => Answers) => void,
): Promise<number> {
  const parts = runParts(sessionParts(await restoreLeftovers(system), system), system);

  const named = agentId === undefined ? undefined : findAgent(agentId);
  if (named !== undefined && asksNoModel(named, args)) {
    const saved = chooseProfile(given, system)?.saved;
    admitLaunch(policiesOf(saved, system), named.id, given, saved);
    return startWithoutModel(named, args, given, system);
  }
  const options = await inProject(given, system);
  // What is to be launched, with what: by flags, profile and questions.
  const chosen = await questionnaire(
    system,
    () => keptAnswers(system),
    async (asking) => {
      answering(asking.answers);
      return askAll(agentId, options, asking);
    },
  );
  const { agent, choice, key, models } = chosen;
  const installation = await ensureInstalled(agent, options, system);
  const earlier =
    agent.resumes?.(args) === true
      ? await (await import('../launch/earlier.ts')).lookAtEarlier(agent, args, system)
      : [];

  // Where it is to connect: asks the gateway what is free, and reads the keys.
  const { known, mark, answers, around } = await reach({ ...chosen, args, installation }, options, system);
  const { profile, target } = known;
  let code: number | undefined;
  let planned: Pick<LaunchPlan, 'files' | 'pinned'> = {};
  try {
    // What will be done, as data; and whether anything refuses it.
    const session = await parts.begin('plan', known);
    const withoutMcp = planLaunch(agent, session.target, around);
    const plan =
      options.mcp === true
        ? await (await import('../launch/mcp.ts')).attachMcp(withoutMcp, session, around, 'asked', system)
        : withoutMcp;
    planned = plan;
    const policies = await managedFindings(agent, plan.target, system.host, system.files);
    refuseManaged(agent, policies, options.overrideManagedSettings);
    if (mark !== undefined) await preflight({ ...known, key, models, answers }, mark, plan, options, system);

    // From here on the machine is changed: the answers are saved, Jetway's own files written, the agent started.
    const asked = choice.asked || models.asked || key?.source.kind === 'prompt';
    const saved = asked ? await save(chosen, options, system) : [];
    if (asked) {
      dropAnswers(system);
      answering(() => new Map());
    }
    for (const line of saved) say(line, system);
    const lines = [
      ...announcements({ agent, choice, key, models, target, plan }, options, system.host),
      ...earlier,
      // Where the gateway was just checked, that has told what is left of the budget.
      ...(mark === undefined ? nearEnd(budgetFile(choice, gatewayKeys(choice, key), system.host), system) : []),
    ];
    for (const line of lines) tell(line, system);
    if (around.folder !== undefined) apply(plan, system);

    const inUse = asked ? profileInUse(choice, chooseProfile(options, system)) : profile;
    const last = await parts.begin('agent', { ...session, profile: inUse, plan });
    code = await spawn(plan, installation, last.keys, options.keyStdin === true ? 'ignore' : 'inherit', system);
    return code;
  } finally {
    const files = (planned.files ?? []).map(({ path }) => path);
    await parts.end({ code, files, ...(planned.pinned === undefined ? {} : { pinned: planned.pinned }) });
  }
}
