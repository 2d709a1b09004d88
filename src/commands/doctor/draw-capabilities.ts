import type { Agent } from '../../agents/agent.ts';
import type { Result } from '../../doctor/examine.ts';
import type { Evidence } from '../../doctor/outcome.ts';
import { capabilityNames, isCapability } from '../../protocols/capability.ts';
import type { Output } from '../../system/system.ts';
import { paint } from '../../view.ts';
import { widthOf, wrap } from '../../wrap.ts';

/** What came of one capability. `setting`: how its agent's user does without it. */
export interface CapabilityRow {
  readonly capability: string;
  readonly result: string;
  readonly said?: string;
  readonly setting?: string;
}

/** Of a check with a table: what stands in that is not told twice. */
export function besideTable(result: Result): Result {
  if (tableOf(result).length === 0) return result;
  const { evidence: _evidence, hint: _hint, ...rest } = result;
  return rest;
}

function tableOf({ id, evidence = [] }: Result): readonly Evidence[] {
  return id === 'capabilities' ? evidence : [];
}

/** The table of a check; nothing for any other, and where nothing was tried. */
export function drawCapabilities(result: Result, subjects: readonly Agent[], output: Output): readonly string[] {
  const evidence = tableOf(result);
  const [first] = evidence;
  if (first === undefined) return [];
  const text = (one: typeof first, name: string): string => String(one[name] ?? '');
  const by = first['translatedTo'] === undefined ? '' : `, translated to ${text(first, 'translatedTo')}`;
  const rows = evidence.map((one) => ({
    capability: text(one, 'capability'),
    result: text(one, 'result'),
    said: text(one, 'said'),
    setting: text(one, 'setting'),
  }));
  const agent = subjects.find(({ id }) => id === result.agent)?.name ?? '';
  return [drawRows(`${agent}: ${text(first, 'model')}, by ${text(first, 'protocol')}${by}`, rows, output)];
}

/** A line for each, in words what was said of it, and below it the setting. */
export function drawRows(heading: string, rows: readonly CapabilityRow[], output: Output): string {
  const colours = paint(output);
  const tints: Readonly<Record<string, (text: string) => string>> = {
    works: colours.green,
    refused: colours.red,
    ignored: colours.yellow,
  };
  const names = rows.map(({ capability }) => (isCapability(capability) ? capabilityNames[capability] : capability));
  const wide = (texts: readonly string[]): number => Math.max(0, ...texts.map(widthOf));
  const [first, second] = [wide(names), wide(rows.map(({ result }) => result))];
  const indent = ' '.repeat(first + second + 6);
  const room = Math.max(20, output.columns - indent.length);
  const lines = rows.flatMap(({ result, said = '', setting = '' }, index) => {
    const [head = '', ...more] = said === '' ? [] : wrap(said, room);
    const hint = setting === '' ? [] : wrap(`→ ${setting}`, room);
    const tinted = (tints[result] ?? colours.dim)(result) + ' '.repeat(second - widthOf(result));
    return [
      `  ${(names[index] ?? '').padEnd(first)}  ${tinted}  ${head}`.trimEnd(),
      ...more.map((line) => indent + line),
      ...hint.map((line) => indent + colours.cyan(line)),
    ];
  });
  return [...wrap(heading, output.columns).map((line) => colours.bold(line)), ...lines]
    .map((line) => `${line}\n`)
    .join('');
}
