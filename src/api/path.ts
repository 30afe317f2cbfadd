/**
 * Writes a URL path whose parts come from outside: ``path`labels/${deviceId}` ``.
 * Every part stays one segment, whatever it holds, so no id can change the path or add a query.
 *
 * @throws {RangeError} when a part is empty, `.` or `..`, or is not well-formed text
 */
export function path(
  literals: TemplateStringsArray,
  ...parts: readonly (string | number)[]
): string {
  return literals.reduce((start, literal, index) => start + segment(parts[index - 1]) + literal);
}

function segment(part: string | number | undefined): string {
  const text = String(part ?? '');
  if (text === '' || text === '.' || text === '..' || !isWellFormed(text)) {
    throw new RangeError(`${JSON.stringify(text)} cannot be a part of a URL path`);
  }
  return encodeURIComponent(text);
}

/** Whether no half of a surrogate pair stands alone; such text has no UTF-8 form. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
