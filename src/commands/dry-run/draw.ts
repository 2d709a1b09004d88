import { ruleLines, type ShownPolicy } from '../../policy/show.ts';
import type { System } from '../../system/system.ts';
import { shellWord } from '../../text.ts';
import { drawResults, drawSection } from '../../view.ts';
import { cut } from '../../wrap.ts';
import type { DryRun } from '../dry-run.ts';
import { roleRows } from '../profile/about.ts';

/** For people. */
export function draw(report: DryRun, system: System): string {
  const { environment } = report;
  const output = system.stdout;
  return [
    drawSection(
      `${report.agent.name} through ${report.gateway.name}`,
      [
        ...(report.profile === undefined ? [] : [['profile', report.profile] as const]),
        ['gateway', report.baseUrl],
        ['protocol', report.protocol],
        ...relayRows(report),
        ['model', report.model],
        ...(report.smallModel === report.model ? [] : [['small model', report.smallModel] as const]),
        ...roleRows(report.roles ?? {}),
        ['key', report.key],
        ...(report.policies ?? []).flatMap(policyRows),
        ...(report.mcp === undefined ? [] : [['MCP server', `${report.mcp.name}, ${report.mcp.url}`] as const]),
        ...(report.worktree === undefined
          ? []
          : [
              ['worktree', `${report.worktree.path}${report.worktree.exists ? '' : ' (would be made)'}`] as const,
              ['branch', report.worktree.branch] as const,
            ]),
      ],
      output,
    ),
    drawSection(
      'Command',
      report.argv.map(
        (argument, index) => [index === 0 ? 'start' : '', shellWord(argument, system.host.platform)] as const,
      ),
      output,
    ),
    drawSection('Environment added', Object.entries(environment.set), output),
    drawSection(
      'Environment left out',
      environment.removed.length === 0
        ? [['none', 'no variable of yours would win over this plan']]
        : environment.removed.map(({ name, why }) => [name, why] as const),
      output,
    ),
    ...(report.pipes.length === 0
      ? []
      : [
          drawSection(
            'Pipes',
            report.pipes.map(({ descriptor, content }) => [`fd ${descriptor}`, content] as const),
            output,
          ),
        ]),
    drawSection(
      'Files of Jetway',
      report.files.length === 0
        ? [['none', 'this launch writes no file']]
        : report.files.map(({ path, change }) => [change === '' ? 'there' : 'new', path] as const),
      output,
    ),
    ...report.files.filter(({ change }) => change !== '').map(({ change }) => shortened(change)),
    ...(report.notes.length === 0
      ? []
      : [
          drawSection(
            'Notes',
            report.notes.map((note) => ['', note] as const),
            output,
          ),
        ]),
    drawResults(report.checks, output),
  ].join('\n');
}

function policyRows(policy: ShownPolicy): readonly (readonly [string, string])[] {
  return [['policy', policy.path], ...ruleLines(policy).map((line) => ['', line] as const)];
}

function relayRows({ relay, protocol }: DryRun): readonly (readonly [string, string])[] {
  if (relay === undefined) return [];
  const place = relay.baseUrl.replace(/:0(?=\/|$)/, ':<port>');
  return [['relay', relay.protocol === protocol ? place : `${place}, translated from ${relay.protocol}`]];
}

/** For people: the beginning of a file tells what it is, and its lines may be long. */
function shortened(change: string): string {
  const lines = change.split('\n').slice(0, -1);
  const beginning = lines.slice(0, 12).map((line) => `  ${cut(line, 76)}`);
  return [...beginning, ...(lines.length > 12 ? [`  … ${lines.length - 12} more lines`] : []), ''].join('\n');
}
