import { fieldsOf } from './context';
import { Refusal } from './refusal';

/**
 * Tells whether a selection query picks a device with these facts. A query is a tree: `$or` and
 * `$and` over a list of queries, given as `args` or as another query under `specs`; and the leaves
 * `$eq` (the fact is the text) and `$in` (the fact contains the text), with `args` = [name, text].
 *
 * @throws {Refusal} 400 on any other query
 * @see rapyuta-io-sdk rapyuta_io/utils/query_builder.py
 */
export function selects(query: unknown, facts: ReadonlyMap<string, string>): boolean {
  const { operator, specs, args } = fieldsOf(query);
  if (specs !== undefined) return selects(specs, facts);
  if (!Array.isArray(args)) throw new Refusal(400, 'invalid selection query');
  switch (operator) {
    case '$or':
      return args.some((part) => selects(part, facts));
    case '$and':
      return args.every((part) => selects(part, facts));
    case '$eq':
      return facts.get(String(args[0])) === args[1];
    case '$in':
      return (facts.get(String(args[0])) ?? '').includes(String(args[1]));
    default:
      throw new Refusal(400, 'invalid selection query');
  }
}
