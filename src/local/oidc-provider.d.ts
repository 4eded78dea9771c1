// Types for internal modules of oidc-provider 9. Its index prints two warnings: about Node before 22, and about data in memory.
// The local provider may lose its data at a restart.

declare module 'oidc-provider/lib/provider.js' {
  export { Provider } from 'oidc-provider';
}

declare module 'oidc-provider/lib/adapters/memory_adapter.js' {
  import type { AdapterConstructor } from 'oidc-provider';

  /** @param clockTolerance in seconds */
  export function createMemoryAdapter(clockTolerance: number): AdapterConstructor;
}
