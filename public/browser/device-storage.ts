/** Texts that are kept on this device, through reloads and crashes. */
export interface DeviceStorage {
  read(name: string): string | undefined;
  keep(name: string, text: string): void;
  drop(name: string): void;
  /** The names that begin so. */
  names(prefix: string): string[];
}

/** The browser's own storage; where it is forbidden or full, what does not fit there is kept for as long as the page lives. */
export function createDeviceStorage(browser: Pick<Window, 'localStorage'>): DeviceStorage {
  const memory = new Map<string, string>();

  /** Asking for the storage already throws where a setting of the browser forbids it. */
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
