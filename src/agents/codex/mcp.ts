import { headerVariables, referring, settingOf, type Attach } from '../agent-mcp.ts';
import { withPolicyKept } from './arguments.ts';
import { override } from './override.ts';

/** `env_http_headers` names variables that hold whole headers; tools are given them empty (0.171.0). */
export const attach: Attach = (plan, server) => {
  const variables = headerVariables(server);
  const headers = referring(variables, (name) => name);
  const policy = variables.flatMap(({ name }) => override(`shell_environment_policy.set.${name}`, ''));
  return {
    ...plan,
    args: [
      ...override(`mcp_servers.${server.name}`, {
        url: server.url,
        ...(variables.length === 0 ? {} : { env_http_headers: headers }),
      }),
      ...policy,
      ...withPolicyKept(plan.args, policy),
    ],
    set: { ...plan.set, ...settingOf(variables) },
  };
};
