import { Failure } from '../failure.ts';
import { processEnvironment } from '../launch/environment.ts';
import { childEnvironment } from '../launch/spawn.ts';
import type { LaunchOptions } from '../options/options.ts';
import { chooseProfile } from '../options/resolve-gateway.ts';
import { admitProgram } from '../policy/enforce.ts';
import { policiesOf } from '../policy/policies.ts';
import type { System } from '../system/system.ts';
import { quote } from '../text.ts';
import { tell } from '../say.ts';

/**
 * Runs any command with the variables of an agent, or those that the usual libraries read, and gives its exit code. The
 * agent's own arguments are put before the command's where it is the agent's program. Throws `agent` where it can't start.
 */
export async function exec(
  subject: string,
  command: readonly string[],
  options: LaunchOptions,
  system: System,
): Promise<number> {
  const [name, ...args] = command[0] === '--' ? command.slice(1) : command;
  if (name === undefined) {
    throw new Failure(
      'usage',
      'No command is given.',
      'Put it behind two dashes: jetway exec generic -- python app.py',
    );
  }
  if (name.startsWith('-')) {
    throw new Failure(
      'usage',
      `${quote(name)} stands where the command begins: behind ${subject} all is the command's own.`,
      `Flags come first: jetway exec ${name} … ${subject} -- command`,
    );
  }
  const found = system.programs.named(name);
  admitProgram(policiesOf(chooseProfile(options, system)?.saved, system), name);
  const made = await processEnvironment(subject, options, system);
  for (const note of made.notes) tell(note, system);
  const plan = { set: made.set, unset: [{ names: [...made.unset, 'JETWAY_API_KEY', 'JETWAY_PROVIDER_KEY'], why: '' }] };
  return system.programs.start({
    command: found.command,
    args: [...found.prefix, ...(name === made.command ? made.args : []), ...args],
    env: childEnvironment(plan, made.keys, system.host),
    stdin: options.keyStdin === true ? 'ignore' : 'inherit',
    pipes: new Map(),
  });
}
