import { compareVersions } from '../../host.ts';
import { checkVersion, wayToInstall } from '../../launch/install.ts';
import { type AgentCheck } from '../check.ts';
import { pass, warn } from '../outcome.ts';

export const agent: AgentCheck = {
  id: 'agent',
  title: 'Agent',
  about: 'agent',
  needsGateway: false,
  preflight: true,
  run: async (facts) => {
    const subject = facts.agent;
    const installation = await facts.installation();
    checkVersion(subject, installation);
    const { version } = installation;
    // Behind a shim of Windows Node runs a script, and of the two that is the agent.
    const file = installation.prefix.find((word) => /\.[cm]?js$/.test(word)) ?? installation.command;
    const upgrade = `Upgrade: ${wayToInstall(subject)}`;
    if (version === undefined) {
      return warn(
        `${subject.name} at ${file} does not tell its version`,
        `Start it alone: ${subject.command} --version. ${upgrade}`,
      );
    }
    const known = subject.versions.recommended;
    if (known !== undefined && compareVersions(version, known) < 0) {
      return warn(`${subject.name} ${version} is older than the ${known} that the recipe was tried with`, upgrade);
    }
    const { tested } = subject.versions;
    const beyond = compareVersions(version, tested) > 0 ? `, newer than the ${tested} that Jetway was tried with` : '';
    return pass(`${subject.name} ${version} at ${file}${beyond}`);
  },
};
