export interface SmokeTarget {
  /** The URL of the UI without a trailing slash. The API is below it. */
  readonly site: string;
  /** The expected values in `config.json`. */
  readonly issuer: string;
  readonly webClientId: string;
  /** A token of a caller who can create and trash records. */
  readonly token: string;
  readonly fetch: typeof fetch;
}

export interface SmokeCheck {
  readonly name: string;
  /** @throws {Error} with the expected and the actual value. */
  readonly run: () => Promise<void>;
}
