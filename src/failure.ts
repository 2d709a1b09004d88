/** What kind of thing went wrong; the kind alone decides the exit code. */
export type FailureCode =
  | 'usage'
  | 'configuration'
  | 'credential'
  | 'gateway'
  | 'model'
  | 'agent'
  | 'doctor'
  | 'cancelled';

/** The documented exit code of each kind. 0 is success and 1 a bug of Jetway's; both have no entry. */
export const exitCodes: Readonly<Record<FailureCode, number>> = {
  usage: 2,
  configuration: 3,
  credential: 4,
  gateway: 5,
  model: 6,
  agent: 7,
  doctor: 8,
  cancelled: 130,
};

/** An expected failure: what failed (`message`), and the command, flag or page that mends it (`hint`). */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly hint: string;

  constructor(code: FailureCode, message: string, hint: string) {
    super(message);
    this.name = 'Failure';
    this.code = code;
    this.hint = hint;
  }
}

/** The user wants the question before this one. Where there is none, or nobody leads back, it is a cancelled command. */
export class Back extends Failure {
  constructor() {
    super('cancelled', 'Cancelled.', 'Nothing was started. Run the same command to begin again.');
  }
}

/** What is wrong with an answer, for a prompt to show: the Failure that `read` throws. Undefined where it throws none. */
export function complaintOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `${error.message} ${error.hint}`;
  }
}

/** For a file of Jetway's whose `schemaVersion` this one does not know. */
export function writtenByNewer(path: string): Failure {
  const hint = 'Use that one: npm install -g jetway@latest';
  return new Failure('configuration', `${path} was written by a newer Jetway.`, hint);
}

/** A failure as `--json` prints it. */
export function failureDocument(failure: Failure): object {
  return {
    schemaVersion: 1,
    error: { code: failure.code, message: failure.message, hint: failure.hint },
  };
}
