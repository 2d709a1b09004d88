import type { Asked } from '../ask-over.ts';
import { explain, messageOf } from '../diagnosis.ts';
import type { Diagnosis } from '../gateway.ts';
import { at, textAt } from '../../json-path.ts';
import { explainBody } from './errors.ts';

/**
 * An error to the list that is about one provider and says nothing of the key: that the key may not use it, or what the
 * provider itself answered.
 */
export function isOfOneProvider(status: number, body: unknown): boolean {
  if (status < 400 || at(body, 'extra_fields') === undefined) return false;
  const code = explainBody(status, body)?.code;
  const type = textAt(body, 'type') ?? '';
  return (
    code === 'model' || (code !== 'credential' && type === '' && textAt(body, 'extra_fields', 'provider') !== undefined)
  );
}

/** 1.4 asks each provider for its list, and gives the error of any one in place of all. */
export function whyUnlisted(self: Asked, status: number, body: unknown): Diagnosis {
  const diagnosis = explain(self, status, body);
  if (!isOfOneProvider(status, body)) return diagnosis;
  return {
    code: 'gateway',
    message: `Bifrost lists no models, for one of its providers does not (${messageOf(body) ?? status}).`,
    hint: 'Name the model: --model provider/model. Bifrost 1.5 and newer list what the others have.',
  };
}
