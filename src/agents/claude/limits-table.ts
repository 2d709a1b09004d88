/** What Claude Code goes by for a model, in tokens. */
export interface Limits {
  readonly window: number;
  /** What it asks for in one answer. */
  readonly output: number;
}

export const million = 1_000_000;
/** What Claude Code takes where nothing says more, and more than that is switched off. */
export const usual = 200_000;

/** A model of Anthropic's by its id, wherever that stands in a gateway's own: `bedrock/us.anthropic.claude-opus-4-8-v1:0`. */
export interface ClaudeModel {
  /** `opus`, `sonnet`, `haiku` … */
  readonly family: string;
  /** `4.8`, `5` */
  readonly version: string;
}

export function claudeModelOf(id: string): ClaudeModel | undefined {
  const [, family, major, minor, oldMajor, oldMinor, oldFamily] = pattern.exec(id.toLowerCase()) ?? [];
  if (family !== undefined && major !== undefined) {
    return { family, version: versionOf(major, minor) };
  }
  if (oldFamily === undefined || oldMajor === undefined) return undefined;
  return { family: oldFamily, version: versionOf(oldMajor, oldMinor) };
}

/**
 * In small letters: an expression that ignores case takes ten times as long to compile. A date of eight digits may follow the
 * version; up to 3.7 the version stood in front of the family.
 */
const pattern = /claude-(?:([a-z]+)-(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)|(3)(?:[-.](\d))?-(opus|sonnet|haiku))/;

function versionOf(major: string, minor: string | undefined): string {
  return minor === undefined || minor === '0' ? major : `${major}.${minor}`;
}

/**
 * What Claude Code itself knows of a model, whatever it is told by a variable: 2.1.330, in requests and in `modelUsage`.
 * Undefined for an id that it does not recognise.
 */
export function limitsKnownTo(id: string): Limits | undefined {
  const model = claudeModelOf(id);
  const found = model === undefined ? undefined : known[`${model.family}-${model.version}`];
  return found === undefined ? undefined : { window: found[0], output: found[1] };
}

const known: Readonly<Record<string, readonly [window: number, output: number]>> = {
  'opus-3': [usual, 4096],
  'haiku-3': [usual, 4096],
  'sonnet-3': [usual, 8192],
  'sonnet-3.5': [usual, 8192],
  'haiku-3.5': [usual, 8192],
  'sonnet-3.7': [usual, 32_000],
  'sonnet-4': [usual, 32_000],
  'opus-4': [usual, 32_000],
  'opus-4.1': [usual, 32_000],
  'sonnet-4.5': [usual, 32_000],
  'haiku-4.5': [usual, 32_000],
  'opus-4.5': [usual, 32_000],
  'sonnet-4.6': [usual, 32_000],
  'opus-4.6': [usual, 64_000],
  'opus-4.7': [million, 64_000],
  'opus-4.8': [million, 64_000],
  'opus-5': [million, 64_000],
  'sonnet-5': [million, 64_000],
  'fable-5': [million, 64_000],
  'fable-5.1': [million, 64_000],
  'mythos-5': [million, 64_000],
  'mythos-5.1': [million, 64_000],
  'opus-5.5': [million, 128_000],
  'sonnet-5.5': [million, 128_000],
  'haiku-5.5': [million, 128_000],
  'fable-5.2': [million, 128_000],
  'mythos-5.2': [million, 128_000],
};
