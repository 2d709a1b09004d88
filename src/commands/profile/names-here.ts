import { Failure } from '../../failure.ts';
import { checkName, freeName, type Config } from '../../profiles/profile.ts';
import type { PublishedDocument } from '../../profiles/published.ts';
import type { System } from '../../system/system.ts';
import type { Agreement } from './agree.ts';

export interface AddOptions extends Agreement {
  /** `there=here`: what a profile of the document is to be called. */
  readonly as: readonly string[];
  readonly json: boolean;
}

/** What each profile is to be called here: its own name, where that is free; else as `--as` has it, or as is answered. */
export async function namesFor(
  wanted: readonly string[],
  { profiles }: PublishedDocument,
  as: readonly string[],
  config: Config,
  system: System,
): Promise<ReadonlyMap<string, string | undefined>> {
  const given = new Map(as.map(pairOf));
  const stranger = [...given.keys()].find((name) => !Object.hasOwn(profiles, name));
  if (stranger !== undefined) {
    throw new Failure(
      'usage',
      `The document has no profile ${stranger}.`,
      `It has: ${Object.keys(profiles).join(', ')}`,
    );
  }
  const names = new Map<string, string | undefined>();
  const isTaken = (name: string): boolean => Object.hasOwn(config.profiles, name) || [...names.values()].includes(name);
  for (const name of wanted) {
    const local = given.get(name) ?? name;
    const free = freeName(name, config);
    if (!isTaken(local)) names.set(name, local);
    else if (given.has(name) || !system.canAsk) {
      throw new Failure(
        'usage',
        `There is a profile ${local} here already, which is never overwritten.`,
        `Take the published one under another name: --as ${name}=${free}`,
      );
    } else {
      const answers = [
        { value: free, name: `Take the published one as ${free}` },
        { value: '', name: 'Leave it out' },
      ];
      const answer = await system.prompts.select(`There is a profile ${name} of yours already.`, answers, free);
      names.set(name, answer === '' ? undefined : answer);
    }
  }
  if ([...names.values()].some((name) => name !== undefined) || wanted.length === 0) return names;
  throw new Failure('cancelled', 'All of its profiles are left out.', 'Nothing is taken.');
}

/** Another Jetway may have made one in the meantime. */
export function refuseTaken(names: readonly string[], { profiles }: Config): void {
  const taken = names.find((name) => Object.hasOwn(profiles, name));
  if (taken === undefined) return;
  throw new Failure('configuration', `There is a profile ${taken} by now.`, 'Run the same command again.');
}

/** Of `--as`. Throws `usage` for what is no pair, and for a name that is none. */
export function pairOf(text: string): readonly [string, string] {
  const [name = '', local = ''] = text.split('=', 2);
  if (local === '') throw new Failure('usage', `--as ${text} names no profile.`, 'Write --as there=here');
  checkName(local);
  return [name, local];
}
