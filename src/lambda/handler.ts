/** Whether V8 used its code cache. It rejects one of another version or other flags, and then compiles as without one. */
export type CodeCache = 'accepted' | 'rejected' | 'none';

/** How the function has started, for the log. */
export interface Start {
  readonly codeCache: CodeCache;
}

export type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** The members of Lambda's context that are used here. */
export interface Context {
  /** A UUID, which API Gateway's access log has, too. */
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** The export of the bundle. */
export type CreateHandler = (env: NodeJS.ProcessEnv, start: Start) => Handler;
