import { highestRole, ROLES, type Role } from './roles.ts';

/** The roles that a person without groups can have. */
export const ROLES_WITHOUT_GROUPS = ['none', ...ROLES] as const;
export type RoleWithoutGroups = (typeof ROLES_WITHOUT_GROUPS)[number];

/** Matches the issuer of a Cognito user pool. It ends with the pool's id. */
const COGNITO_ISSUER = /^https:\/\/(?:issuer-)?cognito-idp\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/([\w-]+_[A-Za-z0-9]+)$/;

/** Checks whether the issuer is a Cognito user pool. */
export function isCognito(issuer: string): boolean {
  return COGNITO_ISSUER.test(issuer);
}

/**
 * Returns the role of a person from the groups in the token. Group names are case-sensitive.
 * Without groups, the role is `withoutGroups`.
 * With only unknown groups, it is at most `viewer`: a person in the misspelled group `viewers` must not be able to write.
 * Ignores the group `<pool id>_<provider>`, to which Cognito adds everyone who signs in through another provider.
 */
export function roleOfGroups(groups: readonly string[], issuer: unknown, withoutGroups: RoleWithoutGroups = 'editor'): Role | undefined {
  const [, poolId] = (typeof issuer === 'string' && COGNITO_ISSUER.exec(issuer)) || [];
  const counted = groups.filter((group) => poolId === undefined || !group.startsWith(`${poolId}_`));
  const role = highestRole(counted.map(roleNamed));
  if (role !== undefined || withoutGroups === 'none') return role;
  return counted.length === 0 ? withoutGroups : 'viewer';
}

function roleNamed(group: string): Role | undefined {
  return ROLES.find((role) => role === group);
}
