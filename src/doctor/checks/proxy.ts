import { type AgentFacts } from '../facts.ts';
import { leaveFailure } from '../../lazy.ts';
import { isExempt, proxyUrl, proxyVariable, proxyVariables, shownProxy } from '../../net/proxy.ts';
import { isLoopback } from '../../net/url.ts';
import { type AgentCheck } from '../check.ts';
import { fail, pass, warn, type Outcome } from '../outcome.ts';

export const proxy: AgentCheck = {
  id: 'proxy',
  title: 'Proxy',
  about: 'agent',
  needsGateway: false,
  preflight: false,
  run: async (facts) => {
    const set = proxyVariables.flatMap((name) => {
      const value = proxyVariable(name, facts.host);
      return value === undefined ? [] : [{ name, value }];
    });
    if (set.length === 0) return pass('none is set');
    const broken = set.find(({ value }) => proxyUrl(value) === undefined);
    if (broken !== undefined) {
      return fail('configuration', `${broken.name} holds no address.`, 'Write it as http://host:port, or unset it.');
    }
    const choice = await facts.choice().catch(leaveFailure);
    return outcomeOf(set, choice?.connection.url, facts);
  },
};

interface Set {
  readonly name: string;
  readonly value: string;
}

function outcomeOf(set: readonly Set[], url: string | undefined, { agent, host }: AgentFacts): Outcome {
  const evidence = set.map(({ name, value }) => ({ variable: name, proxy: shownProxy(value) }));
  const names = set.map(({ name }) => name);
  const shown = evidence.map(({ variable, proxy: address }) => `${variable} ${address}`).join(', ');
  const exempt = url !== undefined && isExempt(url, proxyVariable('NO_PROXY', host) ?? '');
  if (url !== undefined && isLoopback(new URL(url).hostname) && !exempt) {
    return warn(
      `started plainly, ${agent.name} sends to the proxy what is for ${new URL(url).host} on this machine`,
      'Set NO_PROXY=127.0.0.1,localhost; when Jetway starts it, that is done.',
      evidence,
    );
  }
  if (exempt) return pass(`${shown}; the gateway is exempt by NO_PROXY`, evidence);
  const socks = set.find(({ value }) => !/^https?:$/.test(proxyUrl(value)?.protocol ?? ''));
  if (socks !== undefined && socks.name !== 'ALL_PROXY') {
    return warn(
      `${socks.name} is no HTTP proxy (${shownProxy(socks.value)}): Jetway can't go through it`,
      'Give the address of an HTTP proxy, as http://host:port.',
      evidence,
    );
  }
  if (!names.includes('HTTPS_PROXY')) {
    const deaf =
      agent.proxyVariables !== undefined &&
      !names.some((name) => name === 'ALL_PROXY' && agent.proxyVariables?.includes(name));
    return warn(
      `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} set without HTTPS_PROXY: ${deaf ? `Jetway and ${agent.name} go` : 'Jetway goes'} to the gateway directly`,
      'Set HTTPS_PROXY too, if the proxy is the only way out.',
      evidence,
    );
  }
  if (agent.proxyVariables !== undefined && !agent.proxyVariables.includes('HTTPS_PROXY')) {
    return warn(`${agent.name} does not heed HTTPS_PROXY`, 'Let it reach the gateway directly.', evidence);
  }
  return pass(`${shown}${agent.proxyVariables === undefined ? '' : `, which ${agent.name} heeds`}`, evidence);
}
