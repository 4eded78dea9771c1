import type { Config } from '../config.ts';
import type { WorkspaceRule } from '../identity/workspace.ts';
import { demoTeams } from '../local/demo-teams.ts';
import { seedSamples } from '../local/seed-samples.ts';
import type { NewPerson } from '../people/enter-person.ts';
import type { Services } from '../services.ts';

type Team = readonly [workspace: string, team: readonly NewPerson[]];

/** Adds the samples for `npm run dev`, once. @returns lines for the terminal */
export async function addSamples(services: Services, { database, auth }: Config, ownSignIn: boolean): Promise<string[]> {
  if (database.kind !== 'embedded' || (auth.mode !== 'none' && !ownSignIn)) return [];
  const teams = auth.mode === 'none' ? [await localTeam(services)] : [...demoTeams(auth.workspace)];
  const added = await seedTeams(services, teams, database.dataDir);
  return added === 0 ? [] : [`Samples  ${added} records were added; delete what you like, they do not come back`];
}

/** Adds the samples for the demo users, once. */
export async function addDemoSamples(services: Services, { rule, folder }: { rule: WorkspaceRule; folder: string }): Promise<void> {
  await seedTeams(services, [...demoTeams(rule)], folder);
}

/** Returns the team of a service without sign-in, which has only one user. */
async function localTeam({ people, identify }: Services): Promise<Team> {
  const { sub, workspace } = await identify({ authorization: undefined });
  const person = await people.get(workspace, sub);
  return [workspace, person === undefined ? [] : [person]];
}

async function seedTeams({ store, people }: Services, teams: readonly Team[], folder: string): Promise<number> {
  const counts = await Promise.all(teams.map(async ([workspace, team]) => await seedSamples({ store, people, workspace, team, folder })));
  return counts.reduce((sum: number, count) => sum + (count ?? 0), 0);
}
