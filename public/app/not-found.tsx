import '../list/empty-state.css';
import { hrefOf } from '../model/route.ts';
import { useApp } from '../state/app-context.ts';

/** Shows links to the lists when no page matches the address. */
export function NotFound() {
  const { types } = useApp();
  return (
    <div class="nothing">
      <h1>Page not found</h1>
      <p>Check the address, or go to:</p>
      <p>
        {types.map((type) => (
          <a key={type.name} class="button" href={hrefOf({ type })}>
            {type.title}
          </a>
        ))}
      </p>
    </div>
  );
}
