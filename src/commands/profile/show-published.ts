import { destinationOf } from '../../options/read-project.ts';
import type { Change, PublishedDocument, PublishedRow } from '../../profiles/published.ts';
import type { Output } from '../../system/system.ts';
import { clean } from '../../text.ts';
import { drawSection } from '../../view.ts';
import { wrap } from '../../wrap.ts';

/** A document as it is shown before anybody agrees to it. `names`: of its profiles, and what each is called here, if it is taken. */
export function drawDocument(
  { url, sha256 }: { readonly url: string; readonly sha256: string },
  rows: readonly PublishedRow[],
  document: PublishedDocument,
  names: ReadonlyMap<string, string | undefined>,
  output: Output,
): string {
  const rules = rows.filter(({ profile }) => profile === '');
  return [
    drawSection(url, [['sha256', sha256]], output),
    ...[...names].map(([name, local]) => {
      const heading = local === undefined ? `${name}, left out` : local === name ? name : `${local} (there ${name})`;
      return drawSection(heading, cells(rows.filter(({ profile }) => profile === name)), output);
    }),
    ...(rules.length === 0 ? [] : [drawSection('Rules for these profiles', cells(rules), output)]),
    `${wrap(`All that an agent sends in them, and its key, go to ${placesOf(document)}.`, output.columns).join('\n')}\n`,
  ].join('\n');
}

/** What is otherwise than what was agreed to: what goes, then what comes. */
export function drawChanges(heading: string, changes: readonly Change[], output: Output): string {
  const rows = changes.flatMap(({ profile, what, before, after }) => {
    const name = `${profile === '' ? 'rules' : clean(profile)} ${clean(what)}`;
    return [
      ...(before === undefined ? [] : [[`- ${name}`, clean(before, 300)] as const]),
      ...(after === undefined ? [] : [[`+ ${name}`, clean(after, 300)] as const]),
    ];
  });
  return drawSection(heading, rows, output);
}

/** Where the requests of its profiles go. */
export function placesOf({ profiles }: PublishedDocument): string {
  return [...new Set(Object.values(profiles).flatMap((one) => destinationOf(one) ?? []))].join(', ') || 'where you say';
}

function cells(rows: readonly PublishedRow[]): readonly (readonly [string, string])[] {
  return rows.map(({ what, value }) => [clean(what), clean(value, 300)] as const);
}
