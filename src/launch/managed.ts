import type { Agent, Target } from '../agents/agent.ts';
import type { Obstacle } from '../agents/agent-doctor.ts';
import { Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import type { Files } from '../system/system.ts';

export interface ManagedFinding extends Obstacle {
  readonly path: string;
}

/**
 * How an administrator's settings for the agent, on this machine, would get in the plan's way. A file that can't be read counts
 * as a policy. The code that judges them is loaded only where there are any.
 */
export async function managedFindings(
  agent: Agent,
  target: Target,
  host: Host,
  files: Files,
): Promise<readonly ManagedFinding[]> {
  const texts = (agent.managedPaths?.(host) ?? []).flatMap(files.glob).flatMap((path) => textOf(path, files));
  if (texts.length === 0) return [];
  const doctor = await agent.doctor?.();
  return texts.flatMap(({ path, text }) =>
    (text === undefined ? [unreadable] : (doctor?.obstacles?.(text, target, path) ?? [])).map((found) => ({
      ...found,
      path,
    })),
  );
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

const unreadable: Obstacle = {
  key: '(unreadable)',
  why: 'It can not be read, so what it asks for is unknown.',
  overridable: false,
};

/** Nothing for a file that isn't there; no text for one that can't be read. */
function textOf(path: string, files: Files): readonly { readonly path: string; readonly text: string | undefined }[] {
  try {
    const text = files.read(path);
    return text === undefined ? [] : [{ path, text }];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [{ path, text: undefined }];
  }
}
