/** A promise that a test resolves by hand. */
export interface Gate {
  promise: Promise<void>;
  open: () => void;
}

export function makeGate(): Gate {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => (open = resolve));
  return { promise, open: () => open() };
}

/** Resolves when everything that only waits for settled promises has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
