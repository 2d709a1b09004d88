import { protocolIds, protocols } from '../../protocols/protocols.ts';
import { isMissing, statusOf } from '../ask-over.ts';
import { explain, explainKeyless } from '../diagnosis.ts';
import type { Answers, Detected, Diagnosis } from '../gateway.ts';
import type { HeldKeys, Question, Survey } from '../question.ts';
import { credentials, read, routeTo } from './answers.ts';

/**
 * An empty object is no question in any protocol, and the refusal differs: 404 or 405 where there is no such path, 400, 401
 * or 422 where there is. One more request asks for a path that no server has; what answers like that tells nothing. The last
 * is for the list of models: where that is missing beside all paths, nothing is at this address.
 */
export function detect(answers: Answers, keys: HeldKeys): Survey<number, Detected> {
  const { root, header, key } = read(answers);
  const { baseUrl } = routeTo(root, 'openai-chat');
  const urls = protocolIds.map((protocol) => {
    return `${routeTo(root, protocol).baseUrl}${protocols[protocol].requestPath('none')}`;
  });
  const sent = keys.has(root) ? credentials(header, key) : {};
  const posts = [...urls, `${baseUrl}/no-such-path`].map((url): Question<number> => ({
    method: 'POST',
    url,
    headers: sent,
    body: '{}',
    read: statusOf,
  }));
  return {
    questions: [...posts, { url: `${baseUrl}${protocols['openai-chat'].listPath}`, headers: sent, read: statusOf }],
    together: (statuses): Detected => {
      const nowhere = statuses[protocolIds.length];
      const spoken = protocolIds.filter((_protocol, index) => isThere(statuses[index], nowhere));
      if (spoken.length > 0) return { answers: { protocols: spoken.join(',') } };
      const isAbsent = statuses.length > posts.length && statuses.every(isMissing);
      // Every path refuses alike: whoever has no good key is told of none.
      const refused = isAbsent
        ? 404
        : statuses.slice(0, posts.length).find((status) => status === 401 || status === 403);
      return refused === undefined ? { answers: {} } : { answers: {}, refusal: refusal(refused, root, keys.has(root)) };
    },
  };
}

function refusal(status: number, url: string, withKey: boolean): Diagnosis {
  const connection = { gateway: { id: 'compatible', name: 'Compatible server' }, url, explain: () => undefined };
  return (withKey ? explain : explainKeyless)(connection, status, undefined);
}

function isThere(status: number | undefined, nowhere: number | undefined): boolean {
  return status !== undefined && status !== nowhere && [200, 400, 401, 403, 409, 415, 422, 429].includes(status);
}
