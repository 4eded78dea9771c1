/** The settings of the UI, which are also in `config.json`. */
export interface PageConfig {
  /** `null` if no sign-in is required. */
  readonly signIn: unknown;
}

export interface PageWithConfig {
  getElementById(id: string): { readonly textContent: string | null } | null;
}

/** Returns the settings that the server or the deployment has written into the page; `undefined` if the page has none. */
export function readPageConfig(document: PageWithConfig): PageConfig | undefined {
  return JSON.parse(document.getElementById('config')?.textContent ?? 'null') ?? undefined;
}
