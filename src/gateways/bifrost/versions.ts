import { passed, skipped, warned, type Finding, type Use } from '../status.ts';
import { vendorOf } from '../../models/vendors.ts';
import { clean } from '../../text.ts';

/** What is known not to work on the versions before one. */
interface Fault {
  /** Of major and minor version: the first without it. */
  readonly fixedIn: readonly [number, number];
  readonly said: string;
  /** Whether a session meets it. */
  meets(use: Use): boolean;
}

/** As 1.4.11 was seen; 2.0.0-prerelease3 has none of them. */
const faults: readonly Fault[] = [
  {
    fixedIn: [1, 5],
    said: "over openai-responses it gives an empty answer for every model but OpenAI's",
    meets: ({ model, protocol }) =>
      (protocol ?? 'openai-responses') === 'openai-responses' && vendorIn(model) !== 'openai',
  },
  {
    fixedIn: [1, 5],
    said: 'over gemini it gives a short answer twice, and leaves out counts of tokens that some agents insist on',
    meets: ({ protocol }) => protocol === 'gemini',
  },
  {
    fixedIn: [1, 5],
    said: 'it tells a key nothing of its limits, and lists no models where one provider fails',
    meets: () => false,
  },
];

/**
 * `/api/version`, a JSON text such as `v1.4.11`. `uses`: only what these would meet is told, which is nothing where nothing
 * is amiss; absent: all.
 */
export function versionIn(status: number, body: unknown, uses?: readonly Use[]): readonly Finding[] {
  const [, version = '', major = '', minor = ''] =
    /^v?((\d{1,4})\.(\d{1,4})(?:\.[\w.+-]{1,40})?)$/.exec(typeof body === 'string' ? body.trim() : '') ?? [];
  if (status !== 200 || version === '') return uses === undefined ? [skipped('health', 'its version is not told')] : [];
  const name = `Bifrost ${clean(version, 40)}`;
  const known = faults.filter(({ fixedIn, meets }) => {
    const isOld = Number(major) < fixedIn[0] || (Number(major) === fixedIn[0] && Number(minor) < fixedIn[1]);
    return isOld && (uses?.some(meets) ?? true);
  });
  if (known.length === 0) return uses === undefined ? [passed('health', name)] : [];
  const [{ fixedIn }] = known as [Fault];
  return [
    warned(
      'health',
      `${name} has known faults: ${known.map(({ said }) => said).join('; ')}`,
      `Have Bifrost ${fixedIn.join('.')} or newer installed, or choose another model: jetway list-models`,
    ),
  ];
}

function vendorIn(model: string): string | undefined {
  return model.includes('/') ? model.split('/', 1)[0] : vendorOf(model)?.id;
}
