import { findAgent } from '../agents/index.ts';
import { select, type Catalogue, type Model } from '../catalogue.ts';
import { askCatalogue } from '../listing.ts';
import { Failure } from '../failure.ts';
import { gatewayKeys, requireKey, resolveKey } from '../keys.ts';
import type { Options } from '../choice.ts';
import { resolveGateway } from '../resolve.ts';
import type { System } from '../system/system.ts';

/** A list of many pages takes its time. Milliseconds. */
const limit = 30_000;

export interface ListOptions extends Options {
  readonly agent?: string;
  readonly search?: string;
  readonly json: boolean;
}

/** Piped: one id a line, and nothing else. In a terminal a table. Throws `model` where nothing matches. */
export async function listModelsCommand(options: ListOptions, system: System): Promise<number> {
  const agent = options.agent === undefined ? undefined : findAgent(options.agent);
  const choice = await resolveGateway(options, system);
  const key = await resolveKey(choice, options, system);
  requireKey(choice, key);
  const catalogue = await askCatalogue(choice.connection, gatewayKeys(choice, key), system, limit);
  const models = select(catalogue.models, {
    ...(agent === undefined ? {} : { speaks: agent.speaks }),
    ...(options.search === undefined ? {} : { search: options.search }),
  });
  if (models.length === 0) throw nothing(catalogue, choice.connection.url, options);
  if (options.json) {
    const { source, date } = catalogue;
    const document = {
      schemaVersion: 1,
      gateway: choice.connection.gateway,
      source,
      ...(date === undefined ? {} : { date }),
      models,
    };
    system.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else if (system.stdout.isTerminal) {
    system.stdout.write(await draw(models, catalogue, system));
  } else {
    system.stdout.write(`${models.map((model) => model.id).join('\n')}\n`);
    if (catalogue.source === 'bundled') system.stderr.write(`jetway: ${provenance(catalogue)}\n`);
  }
  return 0;
}

function nothing(catalogue: Catalogue, url: string, options: ListOptions): Failure {
  if (catalogue.models.length === 0) {
    return new Failure(
      'model',
      `${url} lists no models for this key.`,
      'Ask its owner what the key may use, or pass any id: --model …',
    );
  }
  const count = catalogue.models.length;
  const narrowed = [options.agent, options.search].filter((text) => text !== undefined).join(' ');
  return new Failure('model', `None of the ${count} models matches ${narrowed}.`, 'See all: jetway list-models');
}

function provenance(catalogue: Catalogue): string {
  return `part of this list is bundled with Jetway, as of ${catalogue.date ?? 'its release'}; any other id works with --model too`;
}

async function draw(models: readonly Model[], catalogue: Catalogue, system: System): Promise<string> {
  const { align, paint } = await import('../view.ts');
  const { agents } = await import('../agents/index.ts');
  const colours = paint(system.stdout);
  const rows = models.map((model) => [
    model.id,
    model.contextWindow === undefined ? '' : `${Math.round(model.contextWindow / 1000)}k`,
    agents
      .filter((agent) => agent.speaks.some((protocol) => model.protocols.includes(protocol)))
      .map((agent) => agent.id)
      .join(' '),
  ]);
  const [head = '', ...lines] = align([['MODEL', 'CONTEXT', 'AGENTS'], ...rows]);
  const note = catalogue.source === 'bundled' ? [colours.dim(provenance(catalogue))] : [];
  return [colours.bold(head), ...lines, ...note].map((line) => `${line}\n`).join('');
}
