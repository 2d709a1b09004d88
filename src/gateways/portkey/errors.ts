import { messageOf } from '../diagnosis.ts';
import { textAt } from '../../json-path.ts';
import type { Diagnosis } from '../gateway.ts';

/** Its own refusals have no `error`; the provider's have one, with who it was. */
export function explainBody(body: unknown): Diagnosis | undefined {
  const said = messageOf(body) ?? '';
  if (textAt(body, 'status') === 'failure' && /invalid provider|x-portkey-provider/i.test(said)) {
    return {
      code: 'configuration',
      message: `Portkey knows no such provider (${said}).`,
      hint: 'Name another: --set provider=anthropic',
    };
  }
  if (textAt(body, 'status') === 'failure' && /is not supported by/i.test(said)) {
    return {
      code: 'gateway',
      message: `Portkey does not serve this protocol for the provider (${said}).`,
      hint: 'Name another provider: --set provider=anthropic, or another agent.',
    };
  }
  if (textAt(body, 'html-message') !== undefined) {
    return {
      code: 'gateway',
      message: 'Portkey does not reach the provider.',
      hint: 'Check the custom-host, and the network of the machine that Portkey runs on.',
      transient: true,
    };
  }
  return undefined;
}
