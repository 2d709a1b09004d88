import type { Model } from './catalogue.ts';
import { vendorOf } from './vendors.ts';

/**
 * The newest of a maker's models, by the version in the name: no list tells when a model came out. Of one version the
 * first in the list that is not among its fast and cheap ones. Undefined where the list has none of that maker's, or none
 * is its maker.
 */
export function newestOf(models: readonly Model[], maker: string | undefined): Model | undefined {
  if (maker === undefined) return undefined;
  const own = models.filter(({ id, tools }) => tools !== false && vendorOf(id)?.id === maker);
  const [first, ...others] = own;
  return others.reduce((best, model) => (best !== undefined && isNewer(model, best) ? model : best), first);
}

function isNewer(model: Model, than: Model): boolean {
  const [mine, its] = [versionOf(model.id), versionOf(than.id)];
  const difference = mine[0] - its[0] || mine[1] - its[1];
  if (difference !== 0) return difference > 0;
  return !isSmall(model.id) && isSmall(than.id);
}

/** `4` and `5` of `claude-sonnet-4-5-20250929`: a number of three digits and more is a day, one with a letter behind it a size. */
function versionOf(id: string): readonly [number, number] {
  const name = id.slice(id.lastIndexOf('/') + 1);
  const [, major = '0', minor = '0'] = /-v?(\d{1,2})(?:[.-](\d{1,2}))?(?=$|[^\da-z.])/.exec(name) ?? [];
  return [Number(major), Number(minor)];
}

function isSmall(id: string): boolean {
  return /haiku|mini|nano|lite|flash|luna/.test(id);
}
