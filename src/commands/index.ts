import type { Row } from './row.ts';

/** Rows that stand in one file, which is loaded when one of them is typed: a launch costs them nothing but their names. */
interface Chapter {
  /** Their first words and aliases. */
  readonly names: readonly string[];
  readonly load: () => Promise<readonly Row[]>;
}

/** In the order of the help. */
export const chapters: readonly Chapter[] = [
  {
    names: ['launch', 'doctor', 'list-models', 'models', 'ask', 'demo'],
    load: async () => (await import('./rows/launch.ts')).launchRows,
  },
  {
    names: ['login', 'logout', 'auth', 'token'],
    load: async () => (await import('./rows/keys.ts')).keyRows,
  },
  {
    names: ['budget', 'usage', 'statusline'],
    load: async () => (await import('./rows/usage.ts')).usageRows,
  },
  {
    names: ['model', 'profile', 'import', 'trust', 'untrust', 'config'],
    load: async () => (await import('./rows/profiles.ts')).profileRows,
  },
  {
    names: ['gateway'],
    load: async () => (await import('./rows/manage.ts')).manageRows,
  },
  {
    names: ['keys'],
    load: async () => (await import('./rows/team-keys.ts')).teamKeyRows,
  },
  {
    names: ['configure', 'unconfigure', 'shim', 'status', 'uninstall'],
    load: async () => (await import('./rows/configure.ts')).configureRows,
  },
  {
    names: ['env', 'exec', 'relay', 'completion', 'complete'],
    load: async () => (await import('./rows/shell.ts')).shellRows,
  },
];

/** All commands, for the help, for a shell's completion, and for a word that is none of them. */
export async function allRows(): Promise<readonly Row[]> {
  return (await Promise.all(chapters.map(({ load }) => load()))).flat();
}

/** The command of this name, or all of its group: `profile list`, `profile use` … None where there is no such name. */
export async function rowsNamed(name: string): Promise<readonly Row[]> {
  const rows = await chapters.find(({ names }) => names.includes(name))?.load();
  return (rows ?? []).filter(({ syntax, alias }) => groupIn(syntax) === name || alias === name);
}

/** The first of a row's words: `profile` of `profile use <name>`. */
export function groupIn(words: string): string {
  return words.split(' ', 1)[0] ?? '';
}
