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
  // Every forwarded list and every stream of 1.15.2 beside @hono/node-server 1.19, which npm chooses (2026-11-29).
  if (textAt(body, 'status') === 'failure' && /^something went wrong$/i.test(said)) {
    return {
      code: 'gateway',
      message:
        'Portkey itself breaks down over the answer: 1.15.2, with the server part that npm installs beside it, does so at every list and every stream.',
      hint: 'Have it installed with an older one: "overrides": { "@hono/node-server": "1.13.8" } in its package.json, then npm install',
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
