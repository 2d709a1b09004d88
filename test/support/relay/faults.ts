/** For what a server would refuse about a request; whatever stands in it beside these `fields` is refused. */
export function faultsIn(
  body: unknown,
  fields: readonly string[],
): { readonly faults: readonly string[]; expect(right: boolean, fault: string): void } {
  const faults: string[] = [];
  const expect = (right: boolean, fault: string): void => {
    if (!right) faults.push(fault);
  };
  for (const name of Object.keys(body as object)) expect(fields.includes(name), `an unknown field ${name}`);
  return { faults, expect };
}
