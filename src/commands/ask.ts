import { resolve } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import { agents, findAgent } from '../agents/index.ts';
import { chooseModels } from '../launch/ask-model.ts';
import { chooseKey } from '../launch/ask-key.ts';
import { createReader, question } from '../protocols/conversation.ts';
import type { AnswerSummary } from '../protocols/summary.ts';
import { explain, explainKeyless } from '../gateways/diagnosis.ts';
import { failureOf } from '../net/gateway-client.ts';
import { Failure } from '../failure.ts';
import type { Connection } from '../gateways/gateway.ts';
import { protocols } from '../protocols/protocols.ts';
import { withCommandElsewhere } from '../keys/keys.ts';
import { resolveKeys } from '../keys/request-keys.ts';
import type { Choice, Options } from '../options/options.ts';
import { admitModels, admitSession } from '../policy/enforce.ts';
import { policiesOf } from '../policy/policies.ts';
import { chooseProfile, profileInUse, resolveGateway } from '../options/resolve-gateway.ts';
import { endpoint, route, unlisted } from '../launch/target.ts';
import { describeSession } from '../launch/session.ts';
import { type SessionOptions } from '../options/options.ts';
import { createPieceRedactor } from '../keys/redact-pieces.ts';
import { redact, type Keys } from '../keys/secret.ts';
import type { HttpResponse, System } from '../system/system.ts';
import { clean, cleanLines } from '../text.ts';
import { say } from '../say.ts';

/** A slow model may think for minutes. Milliseconds. */
const timeoutMs = 300_000;
/** Of the answer, in tokens: room for reasoning, and a bound on what a slip costs. */
const maxTokens = 4096;

export interface AskOptions extends Options, SessionOptions {
  readonly agent?: string;
  /** How the model is to behave. */
  readonly system?: string;
  /** Paths of files whose text goes along. */
  readonly files: readonly string[];
  readonly json: boolean;
}

/** One prompt on the agent's protocol: the answer as it comes on stdout, then a line about it on stderr. */
export async function ask(words: readonly string[], options: AskOptions, system: System): Promise<number> {
  const message = await messageOf(words, options, system);
  const saved = chooseProfile(options, system)?.saved;
  const choice = await resolveGateway(options, system);
  const { connection } = choice;
  const policies = policiesOf(choice.profile?.saved, system);
  admitSession(policies, options, choice.profile?.saved, connection);
  const agent = speaker(options.agent ?? saved?.agent, options.model, connection);
  const key = await chooseKey(choice, options, system);
  const { model } = await chooseModels(agent, choice, key, options, system);
  admitModels(policies, [model]);
  const found = route(agent, connection, model);
  const keys = await resolveKeys(choice, key, found.provider, options, system);
  const { body, headers } = question(
    found.protocol,
    found.model,
    { message, ...(options.system === undefined ? {} : { system: options.system }) },
    maxTokens,
  );
  const { id: session, headers: attribution } = describeSession('ask', choice, options, system);
  const note =
    policies.length === 0
      ? undefined
      : (await import('../relay/meter.ts')).beginMeter(
          policies,
          {
            session,
            profile: profileInUse(choice, choice.profile),
            gateway: connection.gateway.id,
            protocol: found.protocol,
            model: unlisted(connection, model),
            bytes: Buffer.byteLength(body),
          },
          system,
        );
  const reader = createReader(found.protocol);
  const told: string[] = [];
  const redactor = createPieceRedactor(keys);
  const tell = (text: string): void => {
    told.push(text);
    if (!options.json) system.stdout.write(text);
  };
  const response = await system.http.stream(
    {
      method: 'POST',
      url: `${found.baseUrl}${protocols[found.protocol].requestPath(found.model)}`,
      headers: {
        ...headers,
        ...connection.fresh,
        ...attribution,
        ...endpoint(found, connection, keys).credentials,
      },
      keys,
      body,
      timeoutMs,
    },
    (text) => tell(redactor.push(cleanLines(reader.push(text)))),
  );
  const ended = reader.end();
  tell(redactor.push(cleanLines(ended.text)) + redactor.end());
  note?.(ended, response.status >= 300 ? 'failed' : ended.error === undefined ? 'whole' : 'cut');
  const outcome = interpreted(response, ended, choice, keys);
  const report = {
    schemaVersion: 1,
    gateway: connection.gateway,
    url: connection.url,
    protocol: found.protocol,
    model: outcome.model === undefined ? found.model : clean(outcome.model),
    milliseconds: Math.round(response.milliseconds),
    tokensIn: outcome.tokensIn,
    tokensOut: outcome.tokensOut,
    answer: told.join(''),
  };
  if (options.json) system.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    system.stdout.write(report.answer.endsWith('\n') ? '' : '\n');
    const tokens = `${report.tokensIn ?? '?'} tokens in, ${report.tokensOut ?? '?'} out`;
    say(
      `${connection.gateway.name}, ${report.model} over ${report.protocol}, ${report.milliseconds} ms, ${tokens}`,
      system,
    );
  }
  return 0;
}

/**
 * The words, then each file, then what is piped in, with a blank line between. Throws `usage` where there is nothing to say
 * and `configuration` for a file that can't be read.
 */
async function messageOf(words: readonly string[], { files, keyStdin }: AskOptions, system: System): Promise<string> {
  const said = words.join(' ').trim();
  const texts = files.map((path) => {
    const text = system.files.read(resolve(system.host.cwd, path));
    if (text !== undefined) return text;
    throw new Failure('usage', `There is no file ${clean(path)}.`, 'Check the path behind --file.');
  });
  const wanted = keyStdin === true ? undefined : said === '' && texts.length === 0 ? 'any' : 'plain';
  const piped = wanted === undefined ? '' : await system.stdin.readText(wanted);
  const message = [said, ...texts, piped]
    .map((text) => text.trim())
    .filter(Boolean)
    .join('\n\n');
  if (message !== '') return message;
  throw new Failure(
    'usage',
    'There is nothing to ask.',
    'Write it: jetway ask "message", or pipe it in: git diff | jetway ask review',
  );
}

/** The agent named or used last; else the first that can reach the model, since any protocol will do then. */
function speaker(id: string | undefined, model: string | undefined, connection: Connection): Agent {
  if (id !== undefined) return findAgent(id);
  const offered = new Set(connection.routes(model).map((candidate) => candidate.protocol));
  const able = agents.find((agent) => agent.speaks.some((protocol) => offered.has(protocol)));
  if (able !== undefined) return able;
  throw new Failure(
    'model',
    `${connection.gateway.name} can't serve ${model ?? 'any model'}.`,
    'See what it offers: jetway list-models',
  );
}

/** Throws what the gateway said instead of an answer. */
function interpreted(response: HttpResponse, outcome: AnswerSummary, choice: Choice, keys: Keys): AnswerSummary {
  const { connection } = choice;
  if (response.status < 200 || response.status > 299) {
    const means = keys.has(connection.account) ? explain : explainKeyless;
    const refusal = failureOf(means(connection, response.status, response.json ?? response.text));
    throw withCommandElsewhere(refusal, choice, keys);
  }
  if (outcome.error === undefined) return outcome;
  throw new Failure(
    'gateway',
    `The answer broke off: ${clean(redact(outcome.error, keys))}`,
    'Try again, or look with: jetway doctor',
  );
}
