import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { openLedger, type LedgerEntry } from '../../../src/relay/ledger.ts';
import { temporaryHome } from '../../support/home.ts';
import { systemIn } from '../../support/system-in.ts';

const now = new Date(2026, 10, 20, 12).getTime();
const entry = (hoursAgo: number, session: string): LedgerEntry => ({
  ...{ schemaVersion: 1, at: new Date(now - hoursAgo * 3_600_000).toISOString(), session, agent: 'codex' },
  ...{ gateway: 'bifrost', protocol: 'openai-responses', asked: 'gpt-5.5', model: 'gpt-5.5', outcome: 'whole' },
  ...{ attempts: 1, totalMs: 900, usage: { input: 10, output: 5 } },
});
const text = (one: object): string => `${JSON.stringify(one)}\n`;

it('today’s requests are read from a file of any size, and read on from where it was read last', async () => {
  await using home = await temporaryHome();
  const real = systemIn(home.env);
  const reads: number[] = [];
  const files = {
    ...real.files,
    *lines(path: string, from?: number): Generator<string> {
      for (const line of real.files.lines(path, from)) {
        reads.push(line.length);
        yield line;
      }
    },
  };
  const system = { ...real, files, now: () => now };
  const path = home.at('.local/state/jetway/ledger/2026-11.jsonl');
  mkdirSync(dirname(path), { recursive: true });
  // Over 8 MiB of older days, a line that a full disk cut, and two of today.
  writeFileSync(
    path,
    text(entry(72, 'old')).repeat(40_000) + '{"schemaVersion":1,"at":"2026-11-2\n' + text(entry(1, 'a')),
  );
  appendFileSync(path, text(entry(0.5, 'ü')));
  const ledger = openLedger(system, () => undefined);
  const sessions = (): readonly string[] => ledger.today().map(({ session }) => session);
  expect(sessions()).toEqual(['a', 'ü']);
  expect(reads.length).toBeGreaterThan(40_000);
  reads.length = 0;
  ledger.add(entry(0.1, 'mine'));
  appendFileSync(path, '{"schemaVersion":1,');
  expect(sessions()).toEqual(['a', 'ü', 'mine']);
  expect(reads).toHaveLength(2);
  // Another launch's line, behind one that was cut: only that one is lost.
  appendFileSync(path, `\n${text(entry(0.05, 'theirs'))}`);
  expect(sessions()).toEqual(['a', 'ü', 'mine', 'theirs']);
  expect(sessions()).toEqual(['a', 'ü', 'mine', 'theirs']);
});
