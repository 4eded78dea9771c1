/** Whether V8 used the code cache. V8 rejects a cache of another version or other flags, and then compiles the code as usual. */
export type CodeCache = 'accepted' | 'rejected' | 'none';

/** How the function started, for the log. */
export interface Start {
  readonly codeCache: CodeCache;
}

export type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** The members of Lambda's context that the function uses. */
export interface Context {
  /** A UUID. The access log of API Gateway has it too. */
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** The export of the bundle. */
export type CreateHandler = (env: NodeJS.ProcessEnv, start: Start) => Handler;
