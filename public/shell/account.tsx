import { useApp } from './app-context.ts';
import { ThemeSwitch } from './theme-switch.tsx';

/** Who one is, the way out, and how the page is lit. */
export function Account() {
  const { person, session, desk } = useApp();
  const { isLocal, name, role } = person.value;
  if (isLocal) {
    return (
      <>
        <span class="badge" title="Nobody has to sign in: the service runs on this machine alone.">
          local
        </span>
        <ThemeSwitch />
      </>
    );
  }
  return (
    <>
      <span class="who" title={`${name}, ${role}`}>
        {name} <span class="badge">{role}</span>
      </span>
      <button
        type="button"
        class="link"
        onClick={() => {
          // Whoever sits here next must not read what was typed.
          desk.value?.drafts.dropAll();
          void session.signOut();
        }}
      >
        Sign out
      </button>
      <ThemeSwitch />
    </>
  );
}
