/** What agents can do on one route and not on another, in the order in which it is shown; what each is called there. */
export const capabilityNames = {
  images: 'images',
  pdf: 'PDF',
  'web-search': 'web search',
  'web-fetch': 'web fetch',
  thinking: 'thinking',
  'prompt-caching': 'prompt caching',
  'parallel-tools': 'parallel tools',
  'long-output': 'long output',
  compaction: 'compaction',
  'auto-mode': 'auto mode',
} as const;

export type CapabilityId = keyof typeof capabilityNames;

export function isCapability(id: string): id is CapabilityId {
  return Object.hasOwn(capabilityNames, id);
}
