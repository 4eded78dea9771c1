import { useEffect } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';

/** The name of the person with this id. */
export function Author({ id }: { readonly id: string }) {
  const { person, loadLater, late } = useApp();
  const isOwn = id === person.value.sub;
  useEffect(() => {
    // Without the late services there are no names, and the connection banner is shown.
    if (!isOwn)
      loadLater().then(
        ({ people }) => people.load(id),
        () => undefined,
      );
  }, [id, isOwn]);
  return <bdi>{isOwn ? 'you' : (late.value?.people.nameOf(id) ?? '…')}</bdi>;
}
