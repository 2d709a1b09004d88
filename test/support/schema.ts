/** The part of JSON Schema that the schemas in docs/schemas/ use. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
}

/** What of a document is not as its schema says, each with its place; none where all is. */
export function misfits(document: unknown, schema: Schema, root: Schema, place = '$'): readonly string[] {
  if (schema.$ref !== undefined) {
    const target = root.$defs?.[schema.$ref.replace('#/$defs/', '')];
    return target === undefined ? [`${place}: no ${schema.$ref}`] : misfits(document, target, root, place);
  }
  if ('const' in schema && document !== schema.const) return [`${place} is not ${JSON.stringify(schema.const)}`];
  if (schema.enum !== undefined && !schema.enum.includes(document))
    return [`${place} is none of ${schema.enum.join()}`];
  if (schema.type !== undefined && typeOf(document) !== schema.type) return [`${place} is no ${schema.type}`];
  if (Array.isArray(document)) {
    const { items } = schema;
    return items === undefined ? [] : document.flatMap((one, index) => misfits(one, items, root, `${place}[${index}]`));
  }
  if (typeof document !== 'object' || document === null) return [];
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const missing = required
    .filter((name) => !Object.hasOwn(document, name))
    .map((name) => `${place}.${name} is missing`);
  const wrong = Object.entries(document).flatMap(([name, value]) => {
    const inner = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (inner === true || inner === undefined) return [];
    return inner === false ? [`${place}.${name} is unknown`] : misfits(value, inner, root, `${place}.${name}`);
  });
  return [...missing, ...wrong];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
