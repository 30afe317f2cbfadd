/**
 * Ends a `switch` over a union: a new member does not compile until it has its case.
 *
 * @throws {Error} always; it is reached only when a type lied
 */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
