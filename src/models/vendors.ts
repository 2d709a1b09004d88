import { protocolIds, type ProtocolId } from '../protocols/protocols.ts';

/** A maker of models: how its models are named, with and without its name in front, and what its own API speaks. */
export interface Vendor {
  /** In front of the slash of `vendor/model`. */
  readonly id: string;
  /** How its models are named behind the last slash. */
  readonly pattern: RegExp;
  /** Best first. */
  readonly protocols: readonly ProtocolId[];
  /** How its fast and cheap models are named that still work as an agent's. */
  readonly small: RegExp;
}

const vendors: readonly Vendor[] = [
  { id: 'anthropic', pattern: /^claude-/, protocols: ['anthropic-messages'], small: /claude-haiku-/ },
  {
    id: 'openai',
    pattern: /^(?:gpt-|chatgpt|codex|o\d+(?:-|$))/,
    protocols: ['openai-responses', 'openai-chat'],
    small: /gpt-[\d.]+-(?:mini|luna)$/,
  },
  { id: 'gemini', pattern: /^gemini-/, protocols: ['gemini'], small: /gemini-[\d.]+-flash$/ },
];

/** The vendor of a model's id, with or without a prefix; undefined for a name of none of these families. */
export function vendorOf(model: string): Vendor | undefined {
  const prefix = model.slice(0, Math.max(0, model.indexOf('/')));
  const name = model.slice(model.lastIndexOf('/') + 1);
  return vendors.find(({ id, pattern }) => prefix === id || pattern.test(name));
}

/** The model's own protocols before those that are translated; what everything translates is `openai-chat`. */
export function protocolOrder(model: string): readonly ProtocolId[] {
  return orders.get(vendorOf(model)) ?? protocolIds;
}

const orders: ReadonlyMap<Vendor | undefined, readonly ProtocolId[]> = new Map([
  ...vendors.map((vendor) => [vendor, orderFrom(vendor.protocols)] as const),
  [undefined, orderFrom(['openai-chat', 'openai-responses'])] as const,
]);

function orderFrom(own: readonly ProtocolId[]): readonly ProtocolId[] {
  return [...own, ...protocolIds.filter((protocol) => !own.includes(protocol))];
}
