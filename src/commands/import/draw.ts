import { shownPath } from '../../config-layers/origin.ts';
import type { Host } from '../../host.ts';
import type { FoundKey, Launcher, Left, Reading } from '../../import/launcher.ts';
import type { Output } from '../../system/system.ts';
import { clean, counted } from '../../text.ts';
import { align, drawSection, paint } from '../../view.ts';
import { wrap } from '../../wrap.ts';
import { modelWords, roleRows } from '../profile/about.ts';
import type { ImportPlan, Planned } from './plan.ts';

/** The plan, before anything is made. */
export function drawPlan({ planned, left }: ImportPlan, host: Host, output: Output): string {
  return [
    ...planned.map((one) => drawSection(headingOf(one), rowsOf(one, host), output)),
    ...(left.length === 0 ? [] : [drawLeft(left, output)]),
  ].join('\n');
}

function drawLeft(left: readonly Left[], output: Output): string {
  const lines = left.flatMap(({ what, why }) => {
    const [first = '', ...more] = wrap(`${clean(what)}: ${clean(why, 500)}`, output.columns - 4);
    return [`  - ${first}`, ...more.map((line) => `    ${line}`)];
  });
  return [paint(output).bold('Not carried over'), ...lines].map((line) => `${line}\n`).join('');
}

function headingOf({ theirs, name, status }: Planned): string {
  if (status === 'same') return `${name}, which is here already and stays as it is`;
  return name === theirs ? name : `${name} (there ${clean(theirs)})`;
}

function rowsOf(
  { gateway, connection, profile, status, key, uncopied }: Planned,
  host: Host,
): readonly (readonly [string, string])[] {
  const place = ['gateway', `${gateway.name}, ${connection.url}`] as const;
  if (status === 'same') return [place];
  const models = modelWords(profile);
  const { protocols } = profile.settings;
  return [
    place,
    ...(protocols === undefined ? [] : [['speaks', protocols] as const]),
    ...(models === undefined ? [] : [['models', models] as const]),
    ...(profile.preferredModels === undefined
      ? []
      : [['preferred', clean(profile.preferredModels.join(', '), 500)] as const]),
    ...roleRows(profile.roles ?? {}),
    ['key', keyWords(key, uncopied, host)],
  ];
}

/** Where the key is, and what becomes of it; never the key. */
export function keyWords(key: FoundKey, uncopied: string | undefined, host: Host): string {
  switch (key.kind) {
    case 'none':
      return 'none';
    case 'variable':
      return `from ${key.variable}, by name`;
    case 'command':
      return `from the command: ${clean(key.command.join(' '), 300)}`;
    case 'elsewhere':
      return key.why;
    case 'text':
      return `in ${shortened(key.path, host)}; ${uncopied ?? 'it is copied only if you say so'}`;
  }
}

export function shortened(path: string, { home }: Host): string {
  return shownPath(path, home);
}

/** A line for each launcher, and below it why its configuration can't be read. */
export function drawLaunchers(
  launchers: readonly {
    readonly launcher: Pick<Launcher, 'id' | 'name'>;
    readonly reading?: Reading | undefined;
    readonly fault?: string;
  }[],
  host: Host,
  { columns }: Pick<Output, 'columns'>,
): string {
  const rows = launchers.map(({ launcher: { id, name }, reading, fault }) => {
    const [file] = reading?.files ?? [];
    const found = `${shortened(file ?? '', host)}: ${counted(reading?.candidates.length ?? 0, 'gateway')}`;
    return [id, name, fault !== undefined ? 'can’t be read' : file === undefined ? 'not here' : found];
  });
  const lines = align(rows).flatMap((row, index) => {
    const { fault } = launchers[index] ?? {};
    return [row, ...(fault === undefined ? [] : wrap(fault, columns - 2).map((line) => `  ${line}`))];
  });
  return lines.map((line) => `${line}\n`).join('');
}
