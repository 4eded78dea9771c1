/** Texts on this device that survive reloads and crashes. */
export interface DeviceStorage {
  read(name: string): string | undefined;
  keep(name: string, text: string): void;
  drop(name: string): void;
  /** All names with a prefix. */
  names(prefix: string): string[];
}

/** Uses `localStorage`. If that is forbidden or full, texts stay in memory until the page is closed. */
export function createDeviceStorage(browser: Pick<Window, 'localStorage'>): DeviceStorage {
  const memory = new Map<string, string>();

  /** Even reading the property throws where the browser's settings forbid storage. */
  function attempt<Result>(use: (storage: Storage) => Result): Result | undefined {
    try {
      return use(browser.localStorage);
    } catch {
      return undefined;
    }
  }

  return {
    read: (name) => memory.get(name) ?? attempt((storage) => storage.getItem(name)) ?? undefined,

    keep(name, text) {
      memory.set(name, text);
      attempt((storage) => {
        storage.setItem(name, text);
        memory.delete(name);
      });
    },

    drop(name) {
      memory.delete(name);
      attempt((storage) => storage.removeItem(name));
    },

    names: (prefix) => [...new Set([...memory.keys(), ...(attempt(Object.keys) ?? [])])].filter((name) => name.startsWith(prefix)),
  };
}
