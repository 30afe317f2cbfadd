/** Keeps the rows whose key or value holds every word of `search`, in any case; all when it is blank. */
export function filterRows<Row extends { key: string; value: string }>(
  rows: readonly Row[],
  search: string,
): readonly Row[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ key, value }) => {
    const text = `${key}\n${value}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
