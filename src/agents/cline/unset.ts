import type { Unset } from '../agent.ts';

export const unset: readonly Unset[] = [
  { names: ['CLINE_SANDBOX', 'CLINE_SANDBOX_DATA_DIR'], why: 'has Cline read its providers from another folder' },
  {
    names: ['CLINE_VCR', 'CLINE_VCR_CASSETTE'],
    why: "has Cline answer from a recording, or write the gateway's to a file",
  },
  { names: ['CLINE_RUN_AS_HUB_DAEMON'], why: 'has Cline start as a service in the background' },
];

/** Set, not absent: what is absent comes from a `.env` of the folder that it is started in (3.0.65). */
export const emptied: Readonly<Record<string, string>> = Object.fromEntries(
  unset.flatMap(({ names }) => names.map((name) => [name, ''])),
);
