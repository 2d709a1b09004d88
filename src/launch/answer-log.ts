import type { HttpResponse, System } from '../system/system.ts';
import { widthOf } from '../wrap.ts';

/** Answers by their questions; no key is among them. */
export type Answers = ReadonlyMap<string, unknown>;

interface Answered {
  readonly question: string;
  readonly answer: unknown;
}

interface Manner<T> {
  fits?(answer: T): boolean;
  /** As the prompt leaves it on the terminal. */
  shown?(answer: T): string;
  readonly secret?: boolean;
  /** Nothing to propose again, and nothing of it stays on the terminal. */
  readonly once?: boolean;
}

/** What was asked and answered, what is answered in silence, and what stands on the terminal. */
export class State {
  /** What was answered in this run, in order; a question that is asked twice in a row stands once, with the last answer. */
  log: readonly Answered[] = [];
  /** What is answered in silence. */
  private silent: readonly Answered[] = [];
  private readonly secrets = new Map<string, string>();
  private readonly known = new Map<string, unknown>();
  private readonly proposed: () => Answers;
  private earlier: Answers | undefined;
  /** What was written since the last silent answer. */
  private pending: readonly string[] = [];
  /** What stands on the terminal, of live questions alone: in how many rows, with what was written below. */
  private readonly drawn: { readonly question: string; rows: number; below: number }[] = [];
  /** The answers of servers, for the runs that come again to the same place. */
  readonly responses = new Map<string, HttpResponse>();

  constructor(proposed: () => Answers) {
    this.proposed = proposed;
  }

  get isSilent(): boolean {
    return this.silent.length > 0;
  }

  restart(kept: readonly Answered[]): void {
    this.silent = kept;
    this.log = [];
    this.pending = [];
  }

  preset(question: string): unknown {
    this.earlier ??= this.proposed();
    return this.known.get(question) ?? this.earlier.get(question);
  }

  secret(question: string): string | undefined {
    return this.secrets.get(question);
  }

  open(): Answers {
    return new Map(this.known);
  }

  write(text: string, system: System): void {
    if (this.isSilent) this.pending = [...this.pending, text];
    else this.show(text, system);
  }

  flush(system: System): void {
    for (const text of this.pending) this.show(text, system);
    this.pending = [];
  }

  private show(text: string, system: System): void {
    const last = this.drawn.at(-1);
    if (last !== undefined) last.below += rowsOf(text.replace(/\n$/, ''), system);
    system.stderr.write(text);
  }

  /** Takes the answered question that is asked again from the terminal, with all below it. */
  erase(question: string | undefined, system: System): void {
    const index = this.drawn.findLastIndex((one) => one.question === question);
    if (index === -1) return;
    const gone = this.drawn.splice(index);
    // What stands before it is written once more, too.
    const before = this.drawn.at(-1);
    const rows = gone.reduce((sum, one) => sum + one.rows + one.below, before?.below ?? 0);
    if (before !== undefined) before.below = 0;
    if (rows > 0 && system.stderr.isTerminal) system.stderr.write(`\u001B[${rows}A\u001B[J`);
  }

  /** The answer to a question: in silence where there is one that `fits`, else as `live` gives it. */
  async answer<T>(
    question: string,
    system: System,
    live: () => Promise<T>,
    { fits = () => true, shown = String, secret = false, once = false }: Manner<T> = {},
  ): Promise<T> {
    const index = this.silent.findIndex((one) => one.question === question);
    const before = this.silent[index]?.answer as T;
    this.silent = this.silent.filter((_one, place) => place !== index);
    const isSilent = index !== -1 && fits(before);
    if (isSilent) this.pending = [];
    else this.flush(system);
    const answer = isSilent ? before : await live();
    if (!isSilent)
      this.drawn.push({ question, rows: once ? 0 : rowsOf(`✔ ${question} ${shown(answer)}`, system), below: 0 });
    const rest = this.log.at(-1)?.question === question ? this.log.slice(0, -1) : this.log;
    this.log = [...rest, { question, answer }];
    if (secret) this.secrets.set(question, String(answer));
    else if (!once) this.known.set(question, answer);
    return answer;
  }
}

function rowsOf(text: string, { stderr }: System): number {
  const columns = Math.max(1, stderr.columns);
  return text.split('\n').reduce((rows, line) => rows + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
}
