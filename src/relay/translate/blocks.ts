import type { AnswerEnd, AnswerEvent, AnswerWriter, Block, CallPiece, EndReason } from '../../protocols/answer.ts';
import type { Complaint } from '../../protocols/complaint.ts';
import type { Usage } from '../../protocols/usage.ts';
import { createJsonScan, type JsonScan } from './json-scan.ts';

interface Waiting extends Block {
  readonly key: string | undefined;
  readonly scan: JsonScan;
  text: string;
  id: string;
  name: string;
  state?: NonNullable<Block['state']>;
  whole: boolean;
  index: number;
  /** Read and not yet written. */
  pending: string;
  opened: boolean;
  /** Nothing more comes. */
  done: boolean;
}

/** One answer's blocks, put into the order in which agents take them. */
export interface Blocks {
  /** Takes a step of the answer in; what must be sent for it at once, which mostly is nothing. */
  take(event: AnswerEvent): string;
  /** What is to be sent for all that was taken in: pieces of one block that came together go out as one. */
  flush(): string;
  /** The stream is over: what is still owed. `problem`: it ended without having announced it. */
  finish(usage: Usage, problem: string): string;
  /** Some of the answer was written. */
  begun(): boolean;
  /** Its end was read, usage may follow. */
  announced(): boolean;
  /** Its end was written. */
  over(): boolean;
  error(): Complaint | undefined;
}

/**
 * Blocks stand in a queue in the order of their first appearance, and only the first is written live. A call ends when its
 * JSON does, or the stream; a text or a thought when another block follows. So the pieces of parallel calls may
 * alternate, and a text may stand between two pieces of a call, and still one block ends before the next begins.
 * `mint`: an id for a call that came without a good one.
 */
export function createBlocks(writer: AnswerWriter, mint: (id: string | undefined, index: number) => string): Blocks {
  const queue: Waiting[] = [];
  /** Keys of the calls that were written to their end. */
  const gone = new Set<string>();
  let count = 0;
  let calls = 0;
  let started = false;
  let reason: EndReason | undefined;
  let word: string | undefined;
  let error: Complaint | undefined;
  let over = false;
  /** Half a call is cut off, whatever the server says: agents must not take it for one. */
  let cut = false;

  const start = (): string => {
    if (started) return '';
    started = true;
    return writer.start();
  };
  const append = (kind: Block['kind'], piece?: CallPiece): Waiting => {
    const block: Waiting = {
      kind,
      key: piece?.key,
      index: -1,
      text: '',
      id: piece === undefined ? '' : mint(piece.id, calls),
      name: '',
      whole: false,
      pending: '',
      opened: false,
      done: false,
      scan: createJsonScan(),
    };
    if (piece !== undefined) calls += 1;
    queue.push(block);
    return block;
  };
  const last = (kind: Block['kind']): Waiting => {
    const tail = queue.at(-1);
    return tail !== undefined && tail.kind === kind && !tail.done ? tail : append(kind);
  };
  const takeCall = (piece: CallPiece): void => {
    if (gone.has(piece.key)) return;
    const block = queue.find(({ kind, key }) => kind === 'call' && key === piece.key) ?? append('call', piece);
    if (block.done) return;
    if (block.name === '') block.name = piece.name ?? '';
    block.pending += block.scan.push(piece.arguments ?? '');
    block.whole = block.scan.complete();
    block.done = block.whole || piece.whole === true;
  };
  const write = (block: Waiting, text: string): string => {
    if (text === '') return '';
    block.text += text;
    return writer.piece(block, text);
  };
  const flush = (): string => {
    let sent = '';
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      const ended = head.done || (head.kind !== 'call' && queue.length > 1);
      if (head.kind === 'call' && head.name === '') return sent;
      if (!head.opened) {
        head.opened = true;
        head.index = count;
        count += 1;
        sent += start() + writer.open(head);
      }
      sent += write(head, head.pending);
      head.pending = '';
      if (!ended) return sent;
      // A call without arguments is one with none, and never an empty text, which is no JSON.
      if (head.kind === 'call' && head.text === '') {
        sent += write(head, head.scan.rest() || '{}');
        head.whole = true;
      }
      cut ||= head.kind === 'call' && head.scan.begun() && !head.scan.complete();
      sent += writer.close(head);
      queue.shift();
      if (head.key !== undefined) gone.add(head.key);
    }
    return sent;
  };
  const fail = (complaint: Complaint): string => {
    error = complaint;
    over = true;
    return start() + writer.fail(complaint);
  };

  return {
    take: (event) => {
      if (over) return '';
      switch (event.kind) {
        case 'text':
        case 'thought':
          if (event.text !== '') last(event.kind).pending += event.text;
          return '';
        case 'seal': {
          const thought = last('thought');
          thought.state = event.state;
          thought.done = true;
          return '';
        }
        case 'call':
          takeCall(event);
          return '';
        case 'end':
          if (reason === undefined) word = event.word;
          reason ??= event.reason;
          return '';
        case 'error':
          return flush() + fail(event.complaint);
        case 'last':
          return '';
      }
    },
    flush: () => (over ? '' : flush()),
    finish: (usage, problem) => {
      if (over) return '';
      if (reason === undefined) return flush() + fail({ kind: 'failed', message: problem });
      for (const block of queue) block.done = true;
      const nameless = queue.some(({ kind, name }) => kind === 'call' && name === '');
      if (nameless) return fail({ kind: 'failed', message: 'The model called a tool without naming it.' });
      const blocks = start() + flush();
      const end: AnswerEnd = { reason: cut ? 'length' : reason, usage, ...(word === undefined ? {} : { word }) };
      const sent = blocks + writer.end(end);
      over = true;
      return sent;
    },
    begun: () => started && count > 0,
    announced: () => reason !== undefined,
    over: () => over,
    error: () => error,
  };
}
