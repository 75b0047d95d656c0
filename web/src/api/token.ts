// The reader's bearer token, for servers that ask for one. Kept until the tab is
// closed and no longer: what is in sessionStorage is on no disk of another visit.
const key = "demarche:token";
const listeners = new Set<() => void>();

export const token = {
  get(): string {
    try {
      return sessionStorage.getItem(key) ?? "";
    } catch {
      return "";
    }
  },
  set(value: string) {
    if (value) sessionStorage.setItem(key, value);
    else sessionStorage.removeItem(key);
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
