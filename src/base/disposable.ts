/** Something that holds a resource until told to let it go. Disposing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** Makes a disposable of a function, which then runs at most once. */
export function toDisposable(release: () => void): Disposable {
  let isReleased = false;
  return {
    dispose() {
      if (isReleased) return;
      isReleased = true;
      release();
    },
  };
}

/**
 * Owns disposables and ends them together, last added first.
 * What is added after disposal is disposed at once. A member that throws does not stop the rest.
 */
export class DisposableStore implements Disposable {
  private readonly members = new Set<Disposable>();
  private isDisposed = false;

  /** Takes ownership of `item` and returns it. */
  add<T extends Disposable>(item: T): T {
    if (this.isDisposed) item.dispose();
    else this.members.add(item);
    return item;
  }

  /** Disposes one member before the others. */
  release(item: Disposable): void {
    if (this.members.delete(item)) item.dispose();
  }

  /** @throws {AggregateError} when members threw; all of them were asked all the same. */
  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    const members = [...this.members].reverse();
    this.members.clear();
    const errors: unknown[] = [];
    for (const member of members) {
      try {
        member.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Disposal failed');
  }
}

/** Holds at most one disposable; setting another (or `undefined`) disposes the one before. */
export class DisposableSlot<T extends Disposable = Disposable> implements Disposable {
  private held: T | undefined;
  private isDisposed = false;

  get value(): T | undefined {
    return this.held;
  }

  set(next: T | undefined): void {
    const previous = this.held;
    this.held = this.isDisposed ? undefined : next;
    if (previous !== next) previous?.dispose();
    if (this.isDisposed) next?.dispose();
  }

  dispose(): void {
    this.isDisposed = true;
    this.set(undefined);
  }
}
