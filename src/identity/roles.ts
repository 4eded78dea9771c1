/** From least to most: each role may also do what the roles before it may. This module runs in browsers, too. */
export const ROLES = ['viewer', 'editor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** The issuer of a Cognito user pool ends with the pool's id. */
const COGNITO_ISSUER = /^https:\/\/(?:issuer-)?cognito-idp\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/([\w-]+_[A-Za-z0-9]+)$/;

/** Whether `role` may do what `required` may. */
export function includesRole(role: Role | undefined, required: Role): boolean {
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(required);
}

export function highestRole(roles: readonly (Role | undefined)[]): Role | undefined {
  return ROLES.findLast((role) => roles.includes(role));
}

export function lowerRole(a: Role, b: Role): Role {
  return includesRole(a, b) ? b : a;
}

/**
 * The role of a person by the groups of the token, compared letter by letter. No group is `editor`. Other groups only are
 * `viewer`: somebody who was put into `viewers` by mistake must not be able to write.
 * Cognito puts everyone who signs in through another provider into the group `<pool id>_<provider>`; it does not count.
 */
export function roleOfGroups(groups: readonly string[], issuer: unknown): Role {
  const [, poolId] = (typeof issuer === 'string' && COGNITO_ISSUER.exec(issuer)) || [];
  const counted = groups.filter((group) => poolId === undefined || !group.startsWith(`${poolId}_`));
  return counted.length === 0 ? 'editor' : (highestRole(counted.map(roleNamed)) ?? 'viewer');
}

function roleNamed(group: string): Role | undefined {
  return ROLES.find((role) => role === group);
}
