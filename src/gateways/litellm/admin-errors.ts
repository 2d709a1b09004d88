import { textAt } from '../../json-path.ts';
import { messageOf } from '../diagnosis.ts';
import type { Diagnosis } from '../gateway.ts';
import { notManaged } from '../not-managed.ts';

/** Without a database it says so in four shapes, with 400, 401 and 500; 1.108.7. */
const baseless =
  /(database|db|prisma client)\b.{0,12}not (connected|initialized)|not connected to db|no (connected )?db\b/i;

export function explain(status: number, body: unknown): Diagnosis {
  const detail = textAt(body, 'detail', 'error') ?? textAt(body, 'detail', 'message') ?? textAt(body, 'detail');
  const said = messageOf(body) ?? detail ?? '';
  const mute = status === 500 && /^\s*internal server error\s*$/i.test(typeof body === 'string' ? body : said);
  if (mute || baseless.test(said) || baseless.test(detail ?? '')) {
    const hint = 'Start it with DATABASE_URL, or check the key: without a database the master key is the only one.';
    const message = 'This LiteLLM has no database, and so no virtual keys, logs and budgets.';
    return { code: 'configuration', message, hint };
  }
  if (/enterprise feature/i.test(said)) {
    const hint = 'Make another key, then delete this one: jetway keys create, jetway keys delete';
    return { code: 'configuration', message: 'LiteLLM does this for holders of its Enterprise licence alone.', hint };
  }
  if (status === 401 || status === 403) {
    const hint = 'Give the master key: JETWAY_MANAGEMENT_KEY or LITELLM_MASTER_KEY';
    return {
      code: 'credential',
      message: 'LiteLLM lets its master key, or an administrator key, do this, and not this one.',
      hint,
    };
  }
  if (status === 404) {
    const hint = 'See which there are: jetway keys list, jetway gateway logs';
    return { code: 'configuration', message: 'LiteLLM has no such thing, or is too old for this call.', hint };
  }
  return notManaged('LiteLLM', status, body);
}
