import type { SecretHeaders, SecretText } from '../keys/secret.ts';
import type { Launch, LaunchPlan } from './agent.ts';

/** A server of MCP's over streamable HTTP, attached for one session. */
export interface McpServer {
  /** Changes with address and key: Claude Code remembers by the name that a server refused it (2.1.332). */
  readonly name: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: SecretHeaders;
}

/** The plan of a session with the server in it. Pure. The key goes into no argument and no file. */
export type Attach = (plan: LaunchPlan, server: McpServer, launch: Launch) => LaunchPlan;

interface HeaderVariable {
  readonly header: string;
  readonly name: string;
  readonly value: SecretText;
}

/** For agents that put a variable's value into a header: one for each, the whole value in it. */
export function headerVariables({ headers }: McpServer): readonly HeaderVariable[] {
  return Object.entries(headers).map(([header, value]) => {
    return { header, value, name: `JETWAY_MCP_${header.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}` };
  });
}

/** What a plan sets for them. */
export function settingOf(variables: readonly HeaderVariable[]): Readonly<Record<string, SecretText>> {
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
}

/** The headers as the agent writes a reference to a variable. */
export function referring(
  variables: readonly HeaderVariable[],
  reference: (name: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(variables.map(({ header, name }) => [header, reference(name)]));
}
