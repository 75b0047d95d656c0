import { useSyncExternalStore } from "react";

/** A choice of the reader, kept in the browser where it allows that, and shared by all components. */
export interface Setting<T extends string> {
  get(): T;
  set(value: T): void;
  subscribe(listener: () => void): () => void;
}

/** setting reads what was chosen before; anything not among the values counts as never chosen. */
export function setting<T extends string>(key: string, values: readonly T[], initial: () => T): Setting<T> {
  const listeners = new Set<() => void>();
  let value = values.find((v) => v === read(key)) ?? initial();
  return {
    get: () => value,
    set(next) {
      value = next;
      write(key, next);
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useSetting<T extends string>(setting: Setting<T>): T {
  return useSyncExternalStore(setting.subscribe, setting.get, setting.get);
}

// Browsers may forbid storage, by throwing; then a choice lasts as long as the page.
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The choice still holds for this page.
  }
}
