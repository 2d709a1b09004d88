import type { HttpResponse, System } from '../system/system.ts';
import { widthOf } from '../wrap.ts';

/** Answers by their questions; no key is among them. */
export type Answers = ReadonlyMap<string, unknown>;

interface Answered {
  readonly question: string;
  readonly answer: unknown;
}

/** How a question is answered and shown. */
interface Manner<T> {
  fits?(answer: T): boolean;
  /** As the prompt leaves it on the terminal. */
  shown?(answer: T): string;
  readonly secret?: boolean;
  /** Nothing to propose again, and nothing of it stays on the terminal. */
  readonly once?: boolean;
}

/** The state of a questionnaire: what was answered, what will be answered silently, and which lines are on the terminal. */
export class State {
  /** The answers of this run, in order. A question that is asked twice in a row is there once, with its last answer. */
  log: readonly Answered[] = [];
  /** Answers of the run before, which are given without showing their questions. */
  private silent: readonly Answered[] = [];
  private readonly secrets = new Map<string, string>();
  private readonly known = new Map<string, unknown>();
  private readonly proposed: () => Answers;
  private earlier: Answers | undefined;
  /** What was written since the last silent answer: shown only once a question is shown again. */
  private pending: readonly string[] = [];
  /** The questions that are on the terminal, with how many rows each takes, and what was written below it. */
  private readonly drawn: { readonly question: string; rows: number; below: number }[] = [];
  /** What servers answered, so that a run that comes to the same place again need not ask them. */
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

  /** Clears the terminal from this question on, since it will be asked again. */
  erase(question: string | undefined, system: System): void {
    const index = this.drawn.findLastIndex((one) => one.question === question);
    if (index === -1) return;
    const gone = this.drawn.splice(index);
    // What was written before it will be written again, too.
    const before = this.drawn.at(-1);
    const rows = gone.reduce((sum, one) => sum + one.rows + one.below, before?.below ?? 0);
    if (before !== undefined) before.below = 0;
    if (rows > 0 && system.stderr.isTerminal) system.stderr.write(`\u001B[${rows}A\u001B[J`);
  }

  /** The answer to a question: silently the one of the run before where it still `fits`, else what `live` asks for. */
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
