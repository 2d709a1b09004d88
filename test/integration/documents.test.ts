import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allRows } from '../../src/commands/index.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';
import { startPublisher } from '../support/publisher.ts';
import { misfits, type Schema } from '../support/schema.ts';

const read = (name: string): Schema =>
  JSON.parse(readFileSync(new URL(`../../docs/schemas/${name}.schema.json`, import.meta.url), 'utf8')) as Schema;
const schema = read('documents');
const judged = (command: string, document: unknown): readonly string[] =>
  misfits(document, { $ref: `#/$defs/${command}` }, schema);

const published = JSON.stringify({
  schemaVersion: 1,
  profiles: { acme: { gateway: 'ollama', tags: { team: 'core' } } },
  policy: { models: ['*'] },
});

/** Every command of these prints one document with `--json`: the lines in this order, and with which code they end. */
const lines: readonly (readonly [line: string, code?: number])[] = [
  ['trust --yes'],
  ['profile list'],
  ['profile show'],
  ['profile show nobody', 3],
  ['config path'],
  ['config explain codex'],
  ['import'],
  ['import ollama --dry-run'],
  ['import ollama --yes'],
  ['import loong', 3],
  ['auth'],
  ['list-models'],
  ['list-models --search gpt'],
  ['list-models --compare work home'],
  ['ask hello'],
  ['doctor codex'],
  ['doctor --gateway ollama --base-url http://127.0.0.1:9', 8],
  ['doctor claude --fix', 8],
  ['doctor claude --fix --yes', 0],
  ['doctor --undo'],
  ['launch codex --dry-run'],
  ['launch claude --model openai/gpt-5 --dry-run'],
  ['budget'],
  ['usage'],
  ['configure codex --yes'],
  ['status'],
  ['unconfigure codex --yes'],
  ['status'],
  ['shim codex --dir bin'],
  [`profile add ADDRESS --yes --sha256 ${createHash('sha256').update(published).digest('hex')}`],
  ['profile show acme'],
  ['profile list'],
  ['profile sync'],
];

describe('the schema of what --json prints', () => {
  it('has every command that takes the flag, but those with a schema of their own', async () => {
    const commands = (await allRows())
      .filter(({ flags }) => flags.some(({ syntax }) => syntax === '--json'))
      .map(({ syntax }) => syntax.replace(/ [<[].*$/, ''))
      .filter((words) => !/^(?:gateway|keys) /.test(words));
    const named = Object.keys(schema.$defs ?? {});
    expect(named.toSorted()).toEqual([...commands, 'failure', 'doctor --undo', 'list-models --compare'].toSorted());
    const tried = new Set(lines.map(([line]) => commands.find((command) => line.startsWith(command))));
    expect(commands.filter((command) => !tried.has(command))).toEqual([]);
  });

  it('is what is printed', async () => {
    await using gateway = await startGateway({ models: ['openai/gpt-5', 'openai/gpt-5-mini'] });
    await using publisher = await startPublisher(published);
    await using here = await jetway();
    here.install('codex');
    here.install('claude');
    here.home.write('project/.jetway.json', JSON.stringify({ schemaVersion: 1, tags: { team: 'core' } }));
    const flags = ['--gateway', 'bifrost', '--base-url', gateway.url];
    here.home.write('.ollama/config.json', JSON.stringify({ integrations: { claude: { models: ['qwen3', 'b'] } } }));
    // What a session left behind that was killed: a repair waits.
    here.home.write('.claude/settings.json', '{\n  "model": "vendor/big"\n}\n');
    expect((await here.run(['trust', '--yes'])).code).toBe(0);
    await here.run(['login', '--profile', 'work', ...flags, '--key-stdin'], { stdin: 'sk-bf-12345678' });
    await here.run(['profile', 'create', 'home', ...flags]);
    await here.run(['profile', 'set', 'model.codex', 'openai/gpt-5']);
    await here.run(['profile', 'set', 'agent', 'codex']);
    for (const [line, expected = 0] of lines) {
      const { code, json, stderr } = await here.run([...line.replace('ADDRESS', publisher.url).split(' '), '--json']);
      expect({ line, code }, stderr).toEqual({ line, code: expected });
      const command = Object.keys(schema.$defs ?? {})
        .filter((name) => line === name || line.startsWith(`${name} `))
        .toSorted((one, other) => other.length - one.length)[0];
      if (line.includes('--fix')) expect(json).toMatchObject({ repairs: [{ applied: line.includes('--yes') }] });
      if (line.includes('--undo')) expect(json).toMatchObject({ undone: [{ state: 'undone' }] });
      const isFailure = typeof json === 'object' && json !== null && 'error' in json;
      expect({ line, wrong: judged(isFailure ? 'failure' : (command ?? ''), json) }).toEqual({ line, wrong: [] });
    }
  });
});
