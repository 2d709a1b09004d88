import type { Exchange } from '../net/exchange.ts';
import { protocols, type ProtocolId } from '../protocols/protocols.ts';
import { askedOf, type Asked } from '../protocols/questions.ts';

/**
 * Which protocol a request is of, and its path behind that one's base URL. One that asks a model in another spelling, which the
 * gateway may read as the same, is a question too, or no rule would hold for it; it goes on in the plain one.
 */
export function recognise(
  { method, path }: Exchange,
  spoken: readonly ProtocolId[],
): { readonly asked: Asked; readonly path: string } {
  const read = (protocol: ProtocolId, spelled: string): { readonly asked: Asked; readonly path: string } => {
    const base = protocols[protocol].basePath;
    const rest = base !== '' && spelled.startsWith(`${base}/`) ? spelled.slice(base.length) : spelled;
    return { asked: askedOf(protocol, method, rest), path: rest };
  };
  for (const spelled of new Set([path, plainPath(path)])) {
    for (const protocol of spoken) {
      const found = read(protocol, spelled);
      if (found.asked.verb !== 'other') return found;
    }
  }
  return read(spoken[0] as ProtocolId, path);
}

/** Google's libraries ask `/v1` from 3.0 on, and what a variable says; gateways serve what is as good, `/v1beta`. */
const googleVersion = /^\/v\d\w*(?=\/models\/.+:(?:streamGenerateContent|generateContent|countTokens)$)/;

/** With one slash for several and none at the end, letters for their codes, and one version; the query as it is. */
function plainPath(path: string): string {
  const [bare = '', ...query] = path.split('?');
  const letters = bare.replaceAll(/%[\da-f]{2}/gi, (code) => {
    const letter = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[\w.~-]/.test(letter) ? letter : code;
  });
  const plain = letters.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
  return [plain.replace(googleVersion, '/v1beta'), ...query].join('?');
}
