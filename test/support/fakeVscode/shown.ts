/** All of one kind that the fake editor has shown, oldest first. */
export class Shown<T> {
  private readonly items: T[] = [];
  private readonly waiting: ((item: T) => void)[] = [];
  private taken = 0;

  get all(): readonly T[] {
    return this.items;
  }

  /** The newest. @throws if there is none */
  get last(): T {
    const item = this.items.at(-1);
    if (item === undefined) throw new Error('Nothing of this kind was shown.');
    return item;
  }

  add<Added extends T>(item: Added): Added {
    this.items.push(item);
    const resolve = this.waiting.shift();
    if (resolve) {
      this.taken += 1;
      resolve(item);
    }
    return item;
  }

  /** Resolves with the oldest that no earlier call has returned, as soon as there is one. */
  next(): Promise<T> {
    const item = this.items[this.taken];
    if (item === undefined) return new Promise((resolve) => this.waiting.push(resolve));
    this.taken += 1;
    return Promise.resolve(item);
  }
}
