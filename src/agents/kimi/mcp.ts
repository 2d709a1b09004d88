import { parseSettings, objectAt } from '../../config-layers/commented-json.ts';
import { Failure } from '../../failure.ts';
import { keyHeader } from '../../keys/key-headers.ts';
import { bearerOf, mask, secretsIn } from '../../keys/secret.ts';
import type { Attach } from '../agent-mcp.ts';

/**
 * Beside the user's servers in the session's own file, which names the variable of a bearer; other headers stand there as they
 * are sent (2.1.0). Throws a `configuration` Failure for another one with a key in it.
 */
export const attach: Attach = (plan, { headers, name, url }) => {
  const token = bearerOf(headers[keyHeader.bearer]);
  const others = Object.entries(headers).filter(([header]) => token === undefined || header !== keyHeader.bearer);
  const secret = others.find(([, text]) => secretsIn(text).length > 0);
  if (secret !== undefined) {
    throw new Failure(
      'configuration',
      `Kimi Code can't send the header ${secret[0]} to a server of MCP's without having the key in a file.`,
      'Leave --mcp out, or take another agent: jetway launch --help',
    );
  }
  const plain = Object.fromEntries(others.map(([header, text]) => [header, mask(text)]));
  const server = { url, ...(token === undefined ? {} : { bearerTokenEnvVar: variable }), headers: plain };
  return {
    ...plan,
    set: { ...plan.set, ...(token === undefined ? {} : { [variable]: token }) },
    files: (plan.files ?? []).map((file) => {
      if (!file.path.endsWith('/mcp.json')) return file;
      const content = (): string => {
        const servers = parseSettings(file.content()) ?? {};
        const mcpServers = { ...objectAt(servers, 'mcpServers'), [name]: server };
        return `${JSON.stringify({ ...servers, mcpServers }, undefined, 2)}\n`;
      };
      return { ...file, content };
    }),
  };
};

const variable = 'JETWAY_MCP_TOKEN';
