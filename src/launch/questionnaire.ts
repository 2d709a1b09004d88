import { Back } from '../failure.ts';
import type { HttpRequest, HttpResponse, System } from '../system/system.ts';
import { State, type Answers } from './answer-log.ts';
import { promptsOf } from './leading-prompts.ts';

/** What is handed to whoever asks the questions. */
export interface Asking {
  /** The real system, but with prompts from which the user can go back to the question before. */
  readonly system: System;
  /** The first question of this run that begins with these words. */
  asked(beginning: string): string | undefined;
  /** Starts over to ask this question again; all others are answered as before, without being shown. */
  again(question: string): never;
  /** All that was answered, to be proposed another time. */
  answers(): Answers;
}

/**
 * Runs questions from each of which the user can go back to the one before. Whoever asks need not know: to go back, `run` is
 * called again from the start, and the questions before are answered silently, as they were. So `run` may ask and read, and
 * must change nothing. `proposed`: answers from an earlier launch, each of which is preset for its question. Going back from
 * the first question throws `cancelled`.
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
      // The last answer goes: it was the wish to change another one (`Again`), or is itself asked again (`Back`).
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
