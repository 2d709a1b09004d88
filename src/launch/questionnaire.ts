import { Back } from '../failure.ts';
import type { HttpRequest, HttpResponse, System } from '../system/system.ts';
import { State, type Answers } from './answer-log.ts';
import { promptsOf } from './leading-prompts.ts';

/** What the questions run with. */
export interface Asking {
  /** Its prompts lead back; everything else is the real one. */
  readonly system: System;
  /** The questions of this run that begin so, the first of them. */
  asked(beginning: string): string | undefined;
  /** Leaves the questions, to ask this one again; those that stay the same are answered as before. */
  again(question: string): never;
  /** All that was answered, to be proposed another time. */
  answers(): Answers;
}

/**
 * Runs questions that can be gone back through. Whoever asks knows nothing of it: where the user wants the question before
 * this one, all of them run again from the start, and those before it are answered in silence, as before. So they may ask and
 * read, and must change nothing. `proposed`: answers of another time, each the preset of its question. Throws `cancelled` for a
 * way back from the first.
 */
export async function questionnaire<T>(
  system: System,
  proposed: () => Answers,
  run: (asking: Asking) => Promise<T>,
): Promise<T> {
  const state = new State(proposed);
  const asking: Asking = {
    system: leadingBack(system, state),
    asked: (beginning) => state.log.find(({ question }) => question.startsWith(beginning))?.question,
    again: (question) => {
      throw new Again(question);
    },
    answers: () => state.open(),
  };
  for (;;) {
    try {
      const result = await run(asking);
      state.flush(system);
      return result;
    } catch (error) {
      // What was answered last said that it should be asked again.
      const before = state.log.slice(0, -1);
      if (error instanceof Again) {
        state.erase(error.question, system);
        state.restart(before.filter(({ question }) => question !== error.question));
      } else if (error instanceof Back && state.log.length > 0) {
        state.erase(state.log.at(-1)?.question, system);
        state.restart(before);
      } else {
        state.flush(system);
        throw error;
      }
    }
  }
}

class Again extends Error {
  readonly question: string;

  constructor(question: string) {
    super(question);
    this.question = question;
  }
}

function leadingBack(system: System, state: State): System {
  return {
    ...system,
    stderr: {
      get isTerminal() {
        return system.stderr.isTerminal;
      },
      get colour() {
        return system.stderr.colour;
      },
      get columns() {
        return system.stderr.columns;
      },
      write: (text) => state.write(text, system),
    },
    get canAsk() {
      return system.canAsk;
    },
    http: { ...system.http, send: (request) => remembered(request, system, state) },
    prompts: promptsOf(system, state),
  };
}

async function remembered(request: HttpRequest, system: System, state: State): Promise<HttpResponse> {
  const { method, url, body, headers } = request;
  const name = JSON.stringify([method, url, body, headers, [...request.keys]]);
  const before = state.isSilent ? state.responses.get(name) : undefined;
  if (before !== undefined) return before;
  const response = await system.http.send(request);
  state.responses.set(name, response);
  return response;
}
