import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import '../styles/forms.css';
import './menu.css';

export interface MenuProps {
  /** Of the button, for those who give it the focus. */
  readonly id?: string;
  readonly label: string;
  /** A drawing. */
  readonly icon: string;
  /** Shows the label beside the icon. */
  readonly isNamed?: boolean;
  /** Stays open while one uses what is in it. */
  readonly isForm?: boolean;
  /** Drawn when it is unfolded first. */
  readonly children: ComponentChildren;
}

/** A button that unfolds what belongs to it; Escape, a click elsewhere or leaving it folds it again. */
export function Menu({ id, label, icon, isNamed = false, isForm = false, children }: MenuProps) {
  const element = useRef<HTMLDetailsElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  const close = (refocus: boolean) => {
    const details = element.current;
    if (details === null || !details.open) return;
    details.open = false;
    if (refocus) details.querySelector('summary')?.focus();
  };

  useEffect(() => {
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && element.current?.contains(event.target) === false) close(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
    };
  }, []);

  return (
    <details
      ref={element}
      class="menu"
      onToggle={() => setDrawn(true)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || element.current?.open !== true) return;
        event.stopPropagation();
        close(true);
      }}
    >
      <summary
        id={id}
        class={isNamed ? 'button' : 'icon-button'}
        aria-label={isNamed ? undefined : label}
        title={isNamed ? undefined : label}
      >
        <Icon path={icon} />
        {isNamed && label}
      </summary>
      <div class={isForm ? 'menu-sheet is-form' : 'menu-sheet'} onClick={() => !isForm && close(false)}>
        {isDrawn && children}
      </div>
    </details>
  );
}
