// Parts of oidc-provider 9 that its index would greet with warnings: about a Node before 22, and about losing what it holds
// in memory. A provider that runs while one develops may lose it.

declare module 'oidc-provider/lib/provider.js' {
  export { Provider } from 'oidc-provider';
}

declare module 'oidc-provider/lib/adapters/memory_adapter.js' {
  import type { AdapterConstructor } from 'oidc-provider';

  /** @param clockTolerance in seconds */
  export function createMemoryAdapter(clockTolerance: number): AdapterConstructor;
}
