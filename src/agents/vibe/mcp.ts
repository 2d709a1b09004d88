import { join } from '../../keys/secret.ts';
import type { Attach } from '../agent-mcp.ts';

/** In the variable, beside those of the user's files; in the place of what the user has in that variable (3.0.3). */
export const attach: Attach = (plan, { headers, name, url }) => {
  const sent = Object.fromEntries(Object.entries(headers).map(([header, text]) => [header, join(text)]));
  const server = { name, url, transport: 'streamable-http', auth: { type: 'static', headers: sent } };
  return { ...plan, set: { ...plan.set, VIBE_MCP_SERVERS: { over: [server] } } };
};
