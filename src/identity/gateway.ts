import { type Identify, Unauthenticated } from './caller.ts';
import { type Claims, callerFromClaims } from './claims.ts';
import type { RoleWithoutGroups } from './group-role.ts';
import type { WorkspaceRule } from './workspace.ts';

export interface GatewayIdentityOptions {
  /** Returns the claims of the current request's event. A function, because several events can be in progress at once. */
  readonly claims: () => Claims | undefined;
  readonly workspace: WorkspaceRule;
  /** The role of a person whose token has no groups. Default: editor. */
  readonly roleWithoutGroups?: RoleWithoutGroups;
}

/** Identifies callers by the claims that API Gateway's JWT authorizer has verified. Ignores everything that a client sends. */
export function createGatewayIdentity({ claims, workspace, roleWithoutGroups }: GatewayIdentityOptions): Identify {
  return function identifyByGateway() {
    const verified = claims();
    if (verified === undefined) throw new Unauthenticated('no authorizer has verified a token');
    return callerFromClaims(verified, workspace, roleWithoutGroups);
  };
}

/**
 * Returns `requestContext.authorizer.jwt.claims` of an HTTP API event (payload format 2.0).
 * Returns `undefined` if no JWT authorizer has run.
 */
export function authorizerClaims(event: unknown): Claims | undefined {
  return ['requestContext', 'authorizer', 'jwt', 'claims'].reduce<Claims | undefined>(inner, isRecord(event) ? event : undefined);
}

function inner(outer: Claims | undefined, name: string): Claims | undefined {
  const value = outer !== undefined && Object.hasOwn(outer, name) ? outer[name] : undefined;
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null;
}
