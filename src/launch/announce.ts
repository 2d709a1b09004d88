import { tagsOf } from '../options/tags.ts';
import type { Agent, Target } from '../agents/agent.ts';
import type { Host } from '../host.ts';
import { sourceOf } from '../keys/keys.ts';
import type { FoundKey } from '../keys/sources.ts';
import type { Choice, LaunchOptions } from '../options/options.ts';
import type { NamedModels } from './ask-model.ts';
import { removed, type CompletePlan } from './plan.ts';
import { planNotes } from './relay.ts';

/** What is said on stderr before the agent starts, a line each. */
export function announcements(
  launch: {
    readonly agent: Agent;
    readonly choice: Choice;
    readonly key: FoundKey | undefined;
    readonly models: NamedModels;
    readonly target: Target;
    readonly plan: CompletePlan;
  },
  options: LaunchOptions,
  host: Host,
): readonly string[] {
  const { agent, choice, key, models, target, plan } = launch;
  const left = removed(plan, host).map(({ name }) => name);
  const { main } = target;
  const untagged = tagsOf(options, choice.profile?.saved).length > 0 && choice.connection.attribution === undefined;
  return [
    ...(choice.asked || models.asked || options.verbose === true
      ? [`${agent.name} → ${choice.gateway.name} (${main.baseUrl}), ${main.model}, key: ${sourceOf(key)}`]
      : []),
    ...(left.length === 0
      ? []
      : [`left out for this session: ${left.join(', ')} (jetway launch ${agent.id} --dry-run says why)`]),
    ...(untagged ? [`${choice.gateway.name} has no header for tags; they are not sent`] : []),
    ...(options.statusline === true && agent.showsStatus !== true
      ? [`${agent.name} has no status line that Jetway can add to`]
      : []),
    ...planNotes(agent, choice),
    ...(plan.notes ?? []),
    ...(options.verbose === true ? (plan.details ?? []) : []),
  ];
}
