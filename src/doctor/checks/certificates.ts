import { variable, settingLine } from '../../host.ts';
import { leaveFailure } from '../../lazy.ts';
import { type AgentCheck } from '../check.ts';
import { pass, warn } from '../outcome.ts';

/** Files with the certificates of an organisation, for the programs that heed them. */
const variables = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'CODEX_CA_CERTIFICATE'];

export const certificates: AgentCheck = {
  id: 'certificates',
  title: 'Certificates',
  about: 'agent',
  needsGateway: false,
  preflight: false,
  run: async (facts) => {
    const { agent, host } = facts;
    const set = variables.flatMap((name) => {
      const path = variable(host.env, name, host.platform) ?? '';
      return path === '' ? [] : [{ name, path }];
    });
    const [first] = set;
    if (first === undefined) return pass('none of your own');
    const evidence = set.map(({ name, path }) => ({ variable: name, path }));
    const texts = set.map(({ name, path }) => ({ name, path, text: facts.text(path) }));
    const missing = texts.find(({ text }) => text === undefined);
    if (missing !== undefined) {
      return warn(
        `${missing.name} names ${missing.path}, which can't be read`,
        'Correct the path, or unset it.',
        evidence,
      );
    }
    const empty = texts.find(({ text = '' }) => !text.includes('-----BEGIN CERTIFICATE-----'));
    if (empty !== undefined) {
      const hint = 'It must be in PEM form: openssl x509 -inform der -in <file> -out <file>.pem';
      return warn(`${empty.name} names ${empty.path}, in which there is no certificate`, hint, evidence);
    }
    const choice = await facts.choice().catch(leaveFailure);
    const heeded = agent.proxyVariables?.filter((name) => variables.includes(name));
    const names = set.map(({ name }) => name);
    if (heeded !== undefined && choice?.connection.url.startsWith('http:') !== true) {
      const [instead = ''] = heeded;
      if (!names.some((name) => heeded.includes(name))) {
        return warn(
          `${agent.name} does not heed ${names.join(', ')}`,
          `Name the file in ${instead} too: ${settingLine(instead, { variable: first.name }, host.platform)}`,
          evidence,
        );
      }
    }
    if (!names.includes('NODE_EXTRA_CA_CERTS') && choice?.connection.url.startsWith('https:') === true) {
      return warn(
        `Jetway itself, which Node runs, does not heed ${names.join(', ')}`,
        `Name the file in NODE_EXTRA_CA_CERTS too: ${settingLine('NODE_EXTRA_CA_CERTS', { variable: first.name }, host.platform)}`,
        evidence,
      );
    }
    const read = names.filter((name) => heeded?.includes(name) === true);
    return pass(
      `${evidence.map(({ variable: name, path }) => `${name} ${path}`).join(', ')}${read.length === 0 ? '' : `, heeded by ${agent.name}`}`,
      evidence,
    );
  },
};
