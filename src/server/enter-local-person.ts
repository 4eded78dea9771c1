import { enterPerson } from '../people/enter-person.ts';
import type { Services } from '../services.ts';
import { StoreUnavailable } from '../store/record-store.ts';

const LOCAL_NAME = 'Local user';

/** Adds the local user to the directory, because without sign-in no client sends a profile. A failure is retried at the next start. */
export async function enterLocalPerson({ people, identify, logger }: Pick<Services, 'people' | 'identify' | 'logger'>): Promise<void> {
  const { sub: id, workspace, role = 'admin' } = await identify({ authorization: undefined });
  try {
    await enterPerson(people, workspace, { id, name: LOCAL_NAME, role });
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    logger.warn('the local user is not in the directory', { reason: error.message });
  }
}
