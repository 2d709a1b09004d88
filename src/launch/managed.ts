import type { Agent, Obstacle, Target } from '../agents/agent.ts';
import { Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import type { Files } from '../system/system.ts';

export interface ManagedFinding extends Obstacle {
  readonly path: string;
}

/** What an administrator's settings on this machine would do to the plan. A file that can't be read counts as a policy. */
export function managedFindings(agent: Agent, target: Target, host: Host, files: Files): readonly ManagedFinding[] {
  const { managed } = agent;
  if (managed === undefined) return [];
  return managed
    .paths(host)
    .flatMap((pattern) => files.expand(pattern))
    .flatMap((path) => obstaclesOf(path, managed, target, files));
}

/**
 * Refuses to bypass a policy. Throws `configuration` (or `model`, where only the model is not admitted) naming file and
 * keys; `override` sets aside what can be set aside.
 */
export function refuseManaged(agent: Agent, findings: readonly ManagedFinding[], override: boolean): void {
  const standing = findings.filter((finding) => !(override && finding.overridable));
  const [first] = standing;
  if (first === undefined) return;
  const keys = standing.filter((finding) => finding.path === first.path).map((finding) => finding.key);
  const message = `${agent.name} is managed on this machine: ${first.path} sets ${keys.join(', ')}. ${first.why}`;
  throw new Failure(
    'configuration',
    message,
    standing.every((finding) => finding.overridable)
      ? 'Ask the administrator; if they agree, go on with --override-managed-settings'
      : 'Ask the administrator to admit this gateway and model there.',
  );
}

function obstaclesOf(
  path: string,
  managed: NonNullable<Agent['managed']>,
  target: Target,
  files: Files,
): readonly ManagedFinding[] {
  let text: string | undefined;
  try {
    text = files.read(path);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [
      { path, key: '(unreadable)', why: 'It can not be read, so what it asks for is unknown.', overridable: false },
    ];
  }
  return text === undefined ? [] : managed.obstacles(text, target).map((obstacle) => ({ ...obstacle, path }));
}
