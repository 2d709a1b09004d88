import { numberAt, parseJson, textAt } from '../../json-path.ts';
import { folders } from '../../host.ts';
import { counts, sumOf } from '../../protocols/usage.ts';
import type { AgentTranscripts, WrittenRequest } from '../agent-transcripts.ts';
import { userFolder } from './places.ts';
import { aliasBegins } from './settings.ts';

/**
 * `sessions/wd_<name>_<start of the folder's SHA-256>/<session>/agents/<agent>/wire.jsonl`, a row for each answer, whose model
 * is called as in the settings of the time: ours by a prefix. Input is without what came from a cache or went into one. A home
 * of Jetway's links to the user's sessions, where there are any (2.1.0, driven).
 */
export const transcripts: AgentTranscripts = {
  namesSession: false,
  files: (_session, host) =>
    [userFolder(host), `${folders(host).cache}/agents/*`].map((home) => `${home}/sessions/*/*/agents/*/wire.jsonl`),
  read: (lines, session, path) => {
    const [, folder = '', own = '', agent = ''] = place.exec(path) ?? [];
    if (!folder.endsWith(`_${session.folderSha256.slice(0, 12)}`)) return [];
    const found: WrittenRequest[] = [];
    for (const line of lines) {
      const row = line.includes('"usage.record"') ? parseJson(line) : undefined;
      const [model, time] = [textAt(row, 'model') ?? '', numberAt(row, 'time') ?? 0];
      if (
        textAt(row, 'type') !== 'usage.record' ||
        !model.startsWith(aliasBegins) ||
        time < session.since ||
        time > session.until
      )
        continue;
      const at = new Date(time).toISOString();
      const { fresh, ...told } = counts(row, {
        fresh: ['usage', 'inputOther'],
        cached: ['usage', 'inputCacheRead'],
        cacheWritten: ['usage', 'inputCacheCreation'],
        output: ['usage', 'output'],
      });
      const input = sumOf(fresh, told.cached, told.cacheWritten);
      const usage = { ...told, ...(input === undefined ? {} : { input }) };
      found.push({ id: `${own} ${agent} ${time}`, at, model: model.slice(aliasBegins.length), usage });
    }
    return found;
  },
};

const place = /[\\/]sessions[\\/]([^\\/]+)[\\/]([^\\/]+)[\\/]agents[\\/]([^\\/]+)[\\/]wire\.jsonl$/;
