/** What came of V8's code cache: `rejected` by another V8, or one with other flags, than made it; V8 then compiles as without. */
export type CodeCache = 'accepted' | 'rejected' | 'none';

/** How the function came up, for its log. */
export interface Start {
  readonly codeCache: CodeCache;
}

export type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** What Lambda tells of an invocation, as far as it is used here. */
export interface Context {
  /** A UUID, which API Gateway's access log has too. */
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** What the bundle exports. */
export type CreateHandler = (env: NodeJS.ProcessEnv, start: Start) => Handler;
