import type { AgentDoctor, AgentRequest, Feature } from '../../agents/agent-doctor.ts';
import type { JsonObject } from '../../agents/agent.ts';
import { numberAt } from '../../json-path.ts';
import { formatTokens } from '../../models/catalogue.ts';
import { capabilityWords } from '../../protocols/capabilities.ts';
import { isCapability, type CapabilityId } from '../../protocols/capability.ts';
import type { CapabilityAsk } from '../../protocols/capability-words.ts';
import { commandTool } from '../../protocols/turn.ts';
import type { Usage } from '../../protocols/usage.ts';
import { assemble, type Laid } from '../live-requests/assemble.ts';
import { has } from '../live-requests/send.ts';
import { longInstructions, page, picture } from './samples.ts';

/** What an answer held. */
export interface Seen {
  readonly text: string;
  /** The body as it came. */
  readonly body: string;
  /** See `CapabilityWords.blocks`. */
  readonly blocks: readonly unknown[];
  readonly usage: Usage;
  /** It ended by itself, not at the limit. */
  readonly complete: boolean;
}

/** What the answers say of a capability. `ignored`: the request was taken, and nothing came of it. */
export interface Reading {
  readonly result: 'works' | 'refused' | 'ignored' | 'unknown';
  /** Why, in words: the gateway's own where it refused. */
  readonly said?: string;
}

/** How one capability is tried: what is sent, one after the other, and what the answers show. */
export interface Trial {
  readonly id: CapabilityId;
  readonly sends: readonly Sent[];
  /** One answer to each, in that order. */
  read(seen: readonly Seen[]): Reading;
  /** The agent's own setting, where its request says how it is left out. */
  readonly avoid?: string;
  /** About how many tokens the provider's own tool adds to the prompt. */
  readonly found?: number;
}

export interface Sent {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  /** Tokens of output that are paid for, at most. */
  readonly budget: number;
  /** Characters of the answer that are waited for. */
  readonly most?: number;
}

const works: Reading = { result: 'works' };
const ignored = (said: string): Reading => ({ result: 'ignored', said });
const unknown = (said: string): Reading => ({ result: 'unknown', said });

/** Tokens of output where nothing says what the model can write: what agents ask an unknown one for. */
const usualLimit = 32_000;

/** The bare question: whether the route answers at all. `limits`: whether it takes a limit of the answer. */
export function bareQuestion(request: AgentRequest, limits: boolean): Sent {
  return questionTo(request, limits)({ text: 'Say OK.' });
}

/** All that is tried with an agent's main model, in the order of the names. Pure. */
export function trialsOf(request: AgentRequest, about: AgentDoctor['capabilities'], limits: boolean): readonly Trial[] {
  const { features } = request;
  const of = questionTo(request, limits);
  const { search, fetch, ...words } = capabilityWords[request.endpoint.protocol];
  const own = (...ids: readonly string[]): Feature | undefined => features.find(({ id }) => ids.includes(id));
  const thinking = own('thinking', 'reasoning');
  const asked: Laid = thinking !== undefined && asksForThoughts(thinking) ? thinking : { body: words.thinking };
  const atWill = JSON.stringify(asked.body).includes('"adaptive"');
  const [longest, command] = [request.endpoint.about.maxOutputTokens ?? usualLimit, commandTool('run_command')];
  const callsIn = ({ blocks }: Seen): number => new Set(blocks.flatMap(words.calls)).size;

  const hosted = (id: CapabilityId, tool: typeof search, text: string): readonly Trial[] =>
    tool === undefined
      ? []
      : [
          {
            id,
            sends: [of({ text }, tool)],
            read: ([seen]) => {
              const said = seen?.blocks.map(tool.read) ?? [];
              const failed = said.find((one) => typeof one === 'string');
              if (said.includes(true)) return works;
              return failed === undefined ? ignored('the tool did not run') : { result: 'refused', said: failed };
            },
            found: 10_000,
            ...leftOutBy(request.others?.find((one) => one.id === id)),
          },
        ];

  const all: readonly Trial[] = [
    {
      id: 'images',
      sends: [of({ text: picture.question, parts: [words.image(picture.png)] })],
      read: told(picture.answer, 'the answer does not tell what the picture shows'),
    },
    {
      id: 'pdf',
      sends: [of({ text: page.question, parts: [words.pdf(page.pdf)] })],
      read: told(page.answer, 'the answer does not tell what the page says'),
    },
    ...hosted('web-search', search, 'Search the web once for: weather in Paris. Then say OK.'),
    ...hosted('web-fetch', fetch, 'Fetch https://example.com once. Then say OK.'),
    {
      id: 'thinking',
      sends: [of({ text: 'How many numbers from 1 to 60 have no digit 3 and are no multiple of 7?' }, asked)],
      read: ([seen]) => {
        const thought = seen?.blocks.some(words.isThought) === true || (seen?.usage.reasoning ?? 0) > 0;
        if (thought) return works;
        return atWill ? unknown('no thought came, and this model may leave it out') : ignored('no thought came');
      },
      ...leftOutBy(thinking),
    },
    {
      id: 'prompt-caching',
      sends: ['one', 'two'].map((word) => of({ text: `Say ${word}.`, system: longInstructions })),
      read: (seen) => {
        const read = seen.at(-1)?.usage.cached;
        if (read === undefined) return unknown('the answers do not tell what was read from a cache');
        return read > 0 ? works : ignored('the second request read nothing from a cache');
      },
      ...leftOutBy(own('cache-control', 'cache-key')),
    },
    {
      id: 'parallel-tools',
      sends: [
        of(
          { text: 'Call the tool run_command twice in this one answer, side by side: for pwd, and for ls.' },
          { body: words.tool(command) },
        ),
      ],
      read: ([seen]) => {
        const count = seen === undefined ? 0 : callsIn(seen);
        if (count > 1) return works;
        return count === 1 ? ignored('one call came in place of two') : unknown('the model called no tool');
      },
      ...leftOutBy(own('parallel-tool-calls')),
    },
    limits
      ? {
          id: 'long-output',
          sends: [{ ...of({ text: 'Say OK.' }, {}, longest), most: 4000 }],
          read: () => ({ result: 'works', said: `${formatTokens(longest)} tokens` }),
        }
      : { id: 'long-output', sends: [], read: () => ({ result: 'refused', said: 'no limit of the answer is taken' }) },
    {
      id: 'compaction',
      sends: [
        of(
          {
            text: 'Answer with text alone, and call no tool: a summary of this conversation, in one sentence.',
            after: {
              text: 'Which files are here?',
              tool: command.name,
              input: { command: 'ls' },
              result: 'alpha.txt',
            },
          },
          about?.compactsWithTools === true ? { body: words.tool(command) } : {},
        ),
      ],
      read: ([seen]) => {
        if (seen === undefined) return unknown('no answer came');
        if (callsIn(seen) > 0) return ignored('the model called a tool in place of the summary');
        return seen.text.trim() === '' ? ignored('no summary came') : works;
      },
    },
    ...(request.others ?? []).flatMap(({ id, heeded, headers, body, budget, path: to, avoid }): readonly Trial[] =>
      heeded === undefined || !isCapability(id)
        ? []
        : [
            {
              id,
              sends: [{ path: to, headers, body, budget }],
              read: ([seen]) => (has(seen?.body ?? '', heeded) ? works : ignored(`the answer has no ${heeded}`)),
              ...leftOutBy({ avoid }),
            },
          ],
    ),
  ];
  return all.filter(({ id }) => about?.unused?.[id] === undefined);
}

/** Whether a feature asks for thoughts: some ask for none, or leave it to the model. */
function asksForThoughts({ body }: Feature): boolean {
  return !/"none"|\{\}/.test(JSON.stringify(body));
}

function leftOutBy(one: { readonly avoid?: string | undefined } | undefined): Pick<Trial, 'avoid'> {
  return one?.avoid === undefined ? {} : { avoid: one.avoid };
}

function told(answer: string, otherwise: string): Trial['read'] {
  return ([seen]) => (seen?.text.replaceAll(/\D+/g, '').includes(answer) === true ? works : ignored(otherwise));
}

/** How a question is put to the agent's main model: by its path, in its protocol's words. */
function questionTo(
  { endpoint, path }: AgentRequest,
  limits: boolean,
): (asked: Omit<CapabilityAsk, 'model'>, more?: Laid, tokens?: number) => Sent {
  const words = capabilityWords[endpoint.protocol];
  const usual = endpoint.about.reasoning === false ? 256 : 1024;
  return (asked, more = {}, tokens = usual) => {
    const { headers = {}, body } = words.ask({ ...asked, model: endpoint.model });
    const question = assemble({ headers: { 'content-type': 'application/json', ...headers }, body }, [more]);
    // A thought with a budget is part of the output.
    const thought = numberAt(question.body, 'thinking', 'budget_tokens') ?? 0;
    const limit = limits ? words.limit(endpoint.model, tokens + thought) : {};
    return { path, ...assemble(question, [{ body: limit }]), budget: Math.min(tokens, usual) + thought };
  };
}
