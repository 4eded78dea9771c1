/** In ascending order: each role has all permissions of the roles before it. This module also runs in browsers. */
export const ROLES = ['viewer', 'editor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Checks whether `role` has all permissions of `required`. */
export function includesRole(role: Role | undefined, required: Role): boolean {
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(required);
}

export function highestRole(roles: readonly (Role | undefined)[]): Role | undefined {
  return ROLES.findLast((role) => roles.includes(role));
}

export function lowerRole(a: Role, b: Role): Role {
  return includesRole(a, b) ? b : a;
}
