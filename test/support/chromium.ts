import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Home } from './home.ts';

/** A page in a headless Chromium of its own. */
export interface Page extends AsyncDisposable {
  /** The address of every request since the page was opened, also of those that came to nothing. */
  readonly requests: readonly string[];
  /** What a developer's console shows: messages, errors, and what a policy forbade. As JSON. */
  readonly console: readonly string[];
  /** The value of a JavaScript expression in the page; it has to be JSON. */
  value<Value>(expression: string): Promise<Value>;
  /** A command of the DevTools protocol to the page. */
  send(method: string, params?: object): Promise<Result>;
}

type Result = Readonly<Record<string, unknown>>;
interface Message {
  /** Of the command that is answered; an event has a method in its place. */
  readonly id?: number;
  readonly method?: string;
  readonly params?: Result;
  readonly result?: Result;
  readonly error?: { readonly message: string };
}

/** Root has no sandbox in Chromium. Those of the second line keep it from asking for updates and the like. */
const flags =
  '--headless --no-sandbox --disable-gpu --no-first-run --window-size=1000,800 --remote-debugging-pipe ' +
  '--disable-background-networking --disable-component-update --disable-sync --disable-quic';

/** Once the page is loaded; Chromium's files are in this home. Throws where Chromium is not installed. */
export async function openPage(home: Home, url: string): Promise<Page> {
  const child = spawn('chromium', [...flags.split(' '), `--user-data-dir=${join(home.path, 'chromium')}`], {
    env: home.env,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(
    (): [Message] => [{ error: { message: 'Chromium has ended' } }],
    (): [Message] => [{ error: { message: 'Chromium does not start; on Debian: apt-get install chromium' } }],
  );
  const [input, output] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  // What is said to one that has ended is answered by `ended`.
  input.on('error', () => {});
  const events = new EventEmitter();
  let unread = '';
  output.setEncoding('utf8').on('data', (piece: string) => {
    const messages = (unread + piece).split('\0');
    unread = messages.pop() ?? '';
    for (const message of messages.map((text) => JSON.parse(text) as Message)) {
      events.emit(message.method ?? `${message.id}`, message.params ?? message);
    }
  });
  const [requests, console]: [string[], string[]] = [[], []];
  events.on('Network.requestWillBeSent', ({ request }: { request: { url: string } }) => requests.push(request.url));
  for (const shown of ['Log.entryAdded', 'Runtime.consoleAPICalled', 'Runtime.exceptionThrown']) {
    events.on(shown, (entry) => console.push(JSON.stringify(entry)));
  }
  let [id, sessionId]: [number, unknown] = [0, undefined];
  const send = async (method: string, params: object = {}): Promise<Result> => {
    input.write(`${JSON.stringify({ id: ++id, method, params, sessionId })}\0`);
    const [{ result, error }] = (await Promise.race([once(events, `${id}`), ended])) as [Message];
    if (result === undefined) throw new Error(`${method}: ${error?.message}`);
    return result;
  };
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  ({ sessionId } = await send('Target.attachToTarget', { targetId, flatten: true }));
  for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await send(`${domain}.enable`);
  await Promise.all([once(events, 'Page.loadEventFired'), send('Page.navigate', { url })]);
  const value = async <Value>(expression: string): Promise<Value> => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value: Value }).value;
  };
  return { requests, console, value, send, [Symbol.asyncDispose]: async () => void (child.kill() && (await ended)) };
}
