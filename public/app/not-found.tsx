import '../list/empty-state.css';
import { hrefOf } from '../model/route.ts';
import { useApp } from '../state/app-context.ts';

/** An address that names nothing, and the ones that do. */
export function NotFound() {
  const { types } = useApp();
  return (
    <div class="nothing">
      <h1>There is nothing here</h1>
      <p>The address may be mistyped. There {types.length === 1 ? 'is' : 'are'}:</p>
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
