import type { Agent } from '../../agents/agent.ts';
import { checks } from '../../doctor/checks/index.ts';
import type { Result } from '../../doctor/examine.ts';
import type { Output } from '../../system/system.ts';
import { drawResults, paint } from '../../view.ts';
import type { Diagnoses } from '../doctor.ts';
import { besideTable, drawCapabilities } from './draw-capabilities.ts';

/**
 * What is wrong or to look at first, with its hint, then a line for each group; `verbose`: every check instead. `each`:
 * what was asked for by name, or paid for, is shown whatever came of it.
 */
export function draw(
  report: Diagnoses,
  subjects: readonly Agent[],
  { verbose, each }: { readonly verbose: boolean; readonly each: boolean },
  output: Output,
): string {
  const tables = report.checks.flatMap((result) => drawCapabilities(result, subjects, output));
  const parts = verbose ? inFull(report, subjects, output) : inShort(report, subjects, each, output);
  return [...parts, ...tables, ending(report, verbose, output)].filter((part) => part !== '').join('\n');
}

interface Group {
  readonly title: string;
  readonly about: string;
  readonly results: readonly Result[];
}

function groupsOf(report: Diagnoses, subjects: readonly Agent[]): readonly Group[] {
  const { checks: all, gateway, profile } = report;
  const through = [
    ...(gateway === undefined ? [] : [`${gateway.name} at ${gateway.url}`]),
    ...(profile === undefined ? [] : [`profile ${profile}`]),
  ];
  const of = (group: Result['group'], agent?: string): readonly Result[] =>
    all.filter((result) => result.group === group && result.agent === agent);
  return [
    { title: 'Machine', about: `Jetway ${report.jetway}, Node ${report.node}`, results: of('machine') },
    { title: 'Gateway', about: through.join(', '), results: of('gateway') },
    ...subjects.map(({ id, name }) => ({ title: name, about: '', results: of('agent', id) })),
  ].filter(({ results }) => results.length > 0);
}

function inFull(report: Diagnoses, subjects: readonly Agent[], output: Output): readonly string[] {
  const colours = paint(output);
  return groupsOf(report, subjects).map(({ title, about, results }) => {
    const told = drawResults(results.map(besideTable), output, { verbose: true });
    return `${colours.bold(about === '' ? title : about)}\n${told}`;
  });
}

const bySeverity = ['fail', 'warn', 'pass', 'skip'] as const;

function inShort(report: Diagnoses, subjects: readonly Agent[], each: boolean, output: Output): readonly string[] {
  const groups = groupsOf(report, subjects);
  const several = groups.filter(({ results }) => results.some(({ agent }) => agent !== undefined)).length > 1;
  const told = groups.flatMap(({ title, results }) =>
    results
      .filter(({ id, status }) => each || status === 'fail' || status === 'warn' || costing.has(id))
      .map((result) =>
        several && result.agent !== undefined ? { ...result, title: `${title}: ${result.title}` } : result,
      ),
  );
  const sorted = bySeverity.flatMap((status) => told.filter((result) => result.status === status));
  const lines = groups.map(({ title, about, results }) => ({
    title,
    status: bySeverity.find((status) => results.some((result) => result.status === status)) ?? 'skip',
    detail: [about, countsOf(results)].filter((text) => text !== '').join('; '),
  }));
  return [drawResults(sorted.map(besideTable), output), each ? '' : drawResults(lines, output)];
}

const costing: ReadonlySet<string> = new Set(checks.filter(({ costs }) => costs !== undefined).map(({ id }) => id));

const countWords = { fail: 'broken', warn: 'to look at', pass: 'fine', skip: 'not made' } as const;

/** `1 broken, 7 fine, 3 not made`, and why where that is one reason for all of them. */
function countsOf(results: readonly Result[]): string {
  const counts = bySeverity.flatMap((status) => {
    const count = results.filter((result) => result.status === status).length;
    return count === 0 ? [] : [`${count} ${countWords[status]}`];
  });
  const [reason, ...others] = new Set(results.filter(({ status }) => status === 'skip').map(({ detail }) => detail));
  return `${counts.join(', ')}${reason === undefined || others.length > 0 ? '' : ` (${reason})`}`;
}

function ending({ gateway, profile, summary: { fail, warn } }: Diagnoses, verbose: boolean, output: Output): string {
  const colours = paint(output);
  const count = fail === 0 ? colours.green('Nothing is broken') : colours.red(`${fail} broken`);
  return [
    ...(gateway === undefined && profile === undefined ? ['No gateway is chosen yet: jetway login\n'] : []),
    `${count}${warn === 0 ? '' : `, ${warn} to look at`}.${verbose ? '' : ' Each check: jetway doctor --verbose'}\n`,
  ].join('');
}
