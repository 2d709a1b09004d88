import type { Unset } from '../agent.ts';

/** With their reasons; see `emptied`. Projects of Google Cloud stay: nothing uses them here, and tools may. */
export const unset: readonly Unset[] = [
  { names: ['GEMINI_API_KEY'], why: 'a key of its own would go to the gateway, or stand in its way' },
  { names: ['GOOGLE_API_KEY'], why: 'a key for Google, of which Gemini CLI says at every start that it uses it' },
  { names: ['GOOGLE_GENAI_USE_VERTEXAI', 'GOOGLE_GENAI_USE_GCA'], why: 'leads to a service of Google' },
  { names: ['GOOGLE_VERTEX_BASE_URL', 'CODE_ASSIST_ENDPOINT'], why: 'the address of another service' },
  { names: ['GOOGLE_GENAI_API_VERSION'], why: 'changes the path of every request' },
  { names: ['GEMINI_API_KEY_AUTH_MECHANISM'], why: 'sends the key in a second header' },
  { names: ['GEMINI_CLI_CUSTOM_HEADERS'], why: 'its headers are meant for another server' },
];

/** Empty, not absent: an absent one is taken from a `.env` of the project or the user (0.61.0). */
export const emptied: Readonly<Record<string, ''>> = Object.fromEntries(
  unset.flatMap(({ names }) => names.map((name) => [name, ''] as const)),
);
