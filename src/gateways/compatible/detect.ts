import { protocolIds, protocols, type ProtocolId } from '../../protocols/protocols.ts';
import type { Asked } from '../ask-over.ts';
import { explain, explainKeyless } from '../diagnosis.ts';
import type { Answers, Detected, Diagnosis } from '../gateway.ts';
import type { HeldKeys, Survey } from '../question.ts';
import { credentials, read, routeTo } from './answers.ts';

/**
 * An empty object is no question in any protocol, and the refusal differs: 404 or 405 where there is no such path, 400, 401
 * or 422 where there is. The last request asks for a path that no server has; what answers like that tells nothing.
 */
export function detect(answers: Answers, keys: HeldKeys): Survey<number, Detected> {
  const { root, header, key } = read(answers);
  const urls = protocolIds.map((protocol) => {
    return `${routeTo(root, protocol).baseUrl}${protocols[protocol].requestPath('none')}`;
  });
  const sent = keys.has(root) ? credentials(header, key) : {};
  return {
    questions: [...urls, `${routeTo(root, 'openai-chat').baseUrl}/no-such-path`].map((url) => ({
      method: 'POST',
      url,
      headers: sent,
      body: '{}',
      read: (status) => status,
    })),
    together: (statuses): Detected => {
      const nowhere = statuses[protocolIds.length];
      const spoken = protocolIds.filter((_protocol, index) => isThere(statuses[index], nowhere));
      if (spoken.length > 0) return { answers: { protocols: spoken.join(',') } };
      const refused = statuses.find((status) => status === 401 || status === 403);
      return refused === undefined ? { answers: {} } : { answers: {}, refusal: refusal(refused, keys.has(root)) };
    },
  };
}

/** The same questions, of a server without a list: whether it has the path of any protocol that it is said to speak. */
export function presence(
  asked: Asked,
  answers: Answers,
  keys: HeldKeys,
  spoken: readonly ProtocolId[],
): Survey<number, Diagnosis | undefined> {
  const { questions } = detect(answers, keys);
  return {
    questions: protocolIds.flatMap((id, index) => (spoken.includes(id) ? (questions[index] ?? []) : [])),
    together: (statuses) => {
      const isHere = statuses.some((status) => status === undefined || ![404, 405, 501].includes(status));
      return isHere ? undefined : explain(asked, 404, undefined);
    },
  };
}

/** Every path refuses alike: whoever has no good key is told of none. */
function refusal(status: number, withKey: boolean): Diagnosis {
  const connection = { gateway: { id: 'compatible', name: 'Compatible server' }, url: '', explain: () => undefined };
  return (withKey ? explain : explainKeyless)(connection, status, undefined);
}

function isThere(status: number | undefined, nowhere: number | undefined): boolean {
  return status !== undefined && status !== nowhere && [200, 400, 401, 403, 409, 415, 422, 429].includes(status);
}
