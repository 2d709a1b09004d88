// What 100,000 lines of a ledger take to be read and grouped, beside `jq` doing the same in the same run; and how much memory
// that and three times as many lines take.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../bin/jetway.js', import.meta.url));
const goalMs = 500;

/** `rounds`: of each of the two, in turn. */
export function benchLedger(rounds) {
  const home = mkdtempSync(join(tmpdir(), 'jetway-ledger-'));
  try {
    const file = lay(home, 100_000);
    const jetway = [process.execPath, [bin, 'usage', '--offline', '--by', 'agent', '--json']];
    const jq = ['jq', ['-c', '-n', sums, file]];
    const times = { jetway: [], jq: [], node: [] };
    for (let round = 0; round < rounds; round += 1) {
      times.node.push(timed(home, process.execPath, ['-e', '0']).ms);
      times.jetway.push(timed(home, ...jetway).ms);
      times.jq.push(timed(home, ...jq).ms);
    }
    const best = Object.fromEntries(Object.entries(times).map(([name, all]) => [name, Math.min(...all)]));
    console.log(
      `100,000 lines by agent: ${best.jetway} ms (goal ${goalMs}), node -e 0 ${best.node} ms, jq ${best.jq} ms`,
    );
    const small = memory(home, jetway);
    lay(home, 300_000);
    const large = memory(home, jetway);
    console.log(`memory: ${small} MiB; three times as many lines: ${large} MiB`);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const sums =
  'reduce inputs as $e ({}; .[$e.agent].requests += 1 | .[$e.agent].input += $e.usage.input | .[$e.agent].cached += $e.usage.cached | .[$e.agent].output += $e.usage.output | .[$e.agent].usd += $e.estimatedUsd)';

function timed(home, command, words) {
  const began = process.hrtime.bigint();
  const { status } = spawnSync(command, words, { env: { ...process.env, HOME: home }, stdio: 'ignore' });
  if (status !== 0) throw new Error(`${command} ended with ${status}.`);
  return { ms: Number((process.hrtime.bigint() - began) / 1_000_000n) };
}

/** The most that was resident at once. Linux. */
function memory(home, [command, words]) {
  const script = `process.on('exit', () => require('node:fs').writeSync(2, String(process.resourceUsage().maxRSS)));`;
  const preload = join(home, 'rss.cjs');
  writeFileSync(preload, script);
  const { stderr } = spawnSync(command, ['--require', preload, ...words], {
    env: { ...process.env, HOME: home },
    encoding: 'utf8',
  });
  return Math.round(Number(/(\d+)\s*$/.exec(stderr)?.[1] ?? Number.NaN) / 1024);
}

function lay(home, count) {
  const folder = join(home, '.local', 'state', 'jetway', 'ledger');
  mkdirSync(folder, { recursive: true });
  const now = Date.now();
  const month = new Date(now).toISOString().slice(0, 7);
  const start = Math.max(Date.parse(`${month}-01T00:00:00Z`), now - 29 * 86_400_000);
  const models = ['gpt-5.5', 'claude-opus-4-8', 'gemini-3-pro'];
  const line = (index) =>
    JSON.stringify({
      ...{ schemaVersion: 1, at: new Date(start + ((now - start) * index) / count).toISOString() },
      session: `7f3a1d52-0c4e-4b6a-9d21-${String(Math.floor((index * 2000) / count)).padStart(12, '0')}`,
      ...{ agent: ['codex', 'claude', 'gemini', 'opencode'][index % 4], profile: 'work', project: `p${index % 7}` },
      ...{ protocol: 'openai-responses', asked: models[index % 3], gateway: 'bifrost', model: models[index % 3] },
      ...{ answered: models[index % 3], status: 200, outcome: 'whole', attempts: 1, firstOutputMs: 200, totalMs: 900 },
      ...{ usage: { input: 1000 + (index % 10), cached: 400, output: 50 }, estimatedUsd: 0.0025 },
    });
  const file = join(folder, `${month}.jsonl`);
  writeFileSync(file, '');
  for (let from = 0; from < count; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, count - from) }, (_, index) => line(from + index));
    writeFileSync(file, `${lines.join('\n')}\n`, { flag: 'a' });
  }
  return file;
}
