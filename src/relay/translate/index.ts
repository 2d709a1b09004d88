import type { ProtocolId } from '../../protocols/protocols.ts';
import type { Translator } from '../translator.ts';

/** Loads the translator of a pair; undefined where there is none. Whoever passes bytes through loads none of it. */
export async function findTranslator(from: ProtocolId, to: ProtocolId): Promise<Translator | undefined> {
  const { translators } = await import('./pairs.ts');
  return translators[`${from} to ${to}`];
}

/**
 * The same before there is a request, which then waits neither for the files nor for V8, which compiles a function when it is
 * first called (10 ms and more where no bytecode is kept). Whether there is such a pair.
 */
export async function warmTranslator(from: ProtocolId, to: ProtocolId): Promise<boolean> {
  const translator = await findTranslator(from, to);
  const question = {
    input: 'x',
    messages: [{ role: 'user', content: 'x' }],
    contents: [{ role: 'user', parts: [{ text: 'x' }] }],
  };
  const context = { model: 'x', asked: 'x', streams: true, cameAt: 0, session: 'x', headers: {} };
  const request = translator?.request(question, context);
  if (request === undefined || 'refused' in request) return false;
  const stream = request.stream();
  const sent = stream.push(firstWords) + stream.end();
  return sent !== '' && stream.reading().output === true;
}

/** Of an answer over each of the protocols that are translated to: each reader passes over the others'. */
const firstWords = [
  { choices: [{ delta: { content: 'x' } }] },
  { type: 'response.output_text.delta', delta: 'x' },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'x' } },
]
  .map((event) => `data: ${JSON.stringify(event)}\n\n`)
  .join('');
