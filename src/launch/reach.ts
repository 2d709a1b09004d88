import type { Agent, Launch } from '../agents/agent.ts';
import type { Installation } from '../host.ts';
import { printKey } from '../keys/keys.ts';
import type { FoundKey } from '../keys/sources.ts';
import type { ChosenModels, Choice, LaunchOptions } from '../options/options.ts';
import { profileInUse } from '../options/resolve-gateway.ts';
import type { Policies } from '../policy/policy.ts';
import type { System } from '../system/system.ts';
import { launchKeys, queryGateway, targetFor, type GatewayAnswers } from './connect.ts';
import { dueMark } from './preflight.ts';
import { mayTranslate, planWish } from './relay.ts';
import type { Session } from './session-part.ts';
import { describeSession } from './session.ts';
import { surroundings } from './surroundings.ts';
import { statusCommand } from './watch.ts';

/** What a launch and its dry run know once all is chosen: asks the gateway what is free, reads the keys, finds the target. */
export async function reach(
  chosen: {
    readonly agent: Agent;
    readonly args: readonly string[];
    readonly installation: Installation | undefined;
    readonly policies: Policies;
    readonly choice: Choice;
    readonly key: FoundKey | undefined;
    readonly models: ChosenModels;
  },
  options: LaunchOptions,
  system: System,
): Promise<{
  readonly known: Session;
  /** Of the checks before the start, where they are due. */
  readonly mark: string | undefined;
  readonly answers: GatewayAnswers;
  readonly around: Launch;
}> {
  const { agent, args, installation, policies, choice, key, models } = chosen;
  const { id, headers } = describeSession(agent.id, choice, options, system);
  const mark = dueMark(agent, choice, models, key, options, system);
  const [answers, around] = await Promise.all([
    queryGateway(choice, key, mark !== undefined, options, system),
    surroundings(agent, installation, args, id, system, statusCommand(choice, key, options, system)),
  ]);
  const keys = await launchKeys(agent, choice, key, models, options, system);
  const wishes = {
    headers,
    translates: mayTranslate(choice, options),
    ...planWish(agent, choice),
    ...printKey(choice, key, system),
  };
  const target = targetFor(agent, choice, keys, models, answers, wishes, policies, system);
  const profile = profileInUse(choice, choice.profile);
  return {
    known: { id, agent, args, installation, policies, choice, profile, target, keys, key, options },
    mark,
    answers,
    around,
  };
}
