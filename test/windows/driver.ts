import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { cases } from './cases.ts';
import { install, type Results, type Setup } from './machine.ts';

// Runs on Windows: installs what is tested, and writes down what became of each case. One case does not hinder another.
async function drive(setup: Setup): Promise<void> {
  const results: Record<string, Results[string]> = {};
  const done = (name: string, since: number, failure?: unknown): void => {
    const seconds = (Date.now() - since) / 1000;
    const text = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
    results[name] = failure === undefined ? { seconds } : { seconds, failure: text };
    writeFileSync(setup.results, JSON.stringify(results));
  };
  const start = Date.now();
  try {
    install(setup);
    done('npm installs it', start);
  } catch (error) {
    done('npm installs it', start, error);
    return;
  }
  for (const [name, test] of Object.entries(cases)) {
    if (setup.only.length > 0 && !setup.only.some((part) => name.includes(part))) continue;
    const since = Date.now();
    try {
      await test(setup);
      done(name, since);
    } catch (error) {
      done(name, since, error ?? 'an empty error');
    }
  }
}

void drive(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Setup);
