import { projectFile } from '../../options/project.ts';
import type { Level } from '../../options/precedence.ts';
import type { Trust } from '../../options/trust.ts';
import type { System } from '../../system/system.ts';
import { fold, paint } from '../../view.ts';
import { wrap } from '../../wrap.ts';

/** What would be launched with, and who says it: the object of `--json`, and what the view is drawn from. */
export interface Explained {
  readonly schemaVersion: 1;
  /** What wins first. */
  readonly precedence: readonly Level[];
  /** The file that stands here, whether or not it counts. */
  readonly project?: {
    readonly path: string;
    readonly sha256?: string;
    readonly state: Trust | 'unusable' | 'left out';
    /** Why it can't be used. */
    readonly why?: string;
  };
  readonly profile?: string;
  readonly values: readonly Value[];
}

export interface Source {
  readonly value: string;
  /** `key`: of a key, whose places have an order of their own. */
  readonly from: Level | 'key';
  /** The flag, the variable, or the place in a file. */
  readonly source: string;
}

export interface Value extends Source {
  /** `gateway`, a setting's id, `model of codex`, `tag team` … */
  readonly name: string;
  /** What says something else and does not win, the highest first. */
  readonly overruled: readonly Source[];
}

export function draw({ profile, project, values: all }: Explained, { host, stdout }: System): string {
  const colours = paint(stdout);
  const short = (text: string): string => {
    const plain = project === undefined ? text : text.replace(`${project.path} `, `${projectFile} `);
    return plain.replaceAll(`${host.home}/`, '~/').replaceAll(`${host.home}\\`, '~\\');
  };
  const rows = fold(
    all.map(({ name, value, source }) => [name, short(value), short(source)]),
    stdout,
  );
  const lines = all.flatMap(({ overruled }, index) => [
    rows[index] ?? '',
    ...overruled.map(({ source, value }) => colours.dim(`  over ${value} (${short(source)})`)),
  ]);
  const state = project === undefined ? [] : [`${short(project.path)}: ${stateOf(project)}`];
  const order = "What wins: flag, JETWAY_ variable, project, profile, the gateway's own variable.";
  return [
    ...(profile === undefined ? ['No profile is in use.'] : [`Profile ${profile}`]),
    ...state.flatMap((line) => wrap(line, stdout.columns)),
    '',
    ...lines,
    '',
    ...wrap(order, stdout.columns),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function stateOf({ state, why }: NonNullable<Explained['project']>): string {
  switch (state) {
    case 'trusted':
      return 'trusted';
    case 'left out':
      return 'left out by --no-project';
    case 'unusable':
      return `counts for nothing. ${why ?? ''}`;
    case 'new':
      return 'counts for nothing before it is trusted: jetway trust';
    case 'changed':
      return 'has changed since it was trusted, and counts for nothing: jetway trust';
  }
}
