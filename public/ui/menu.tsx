import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import '../styles/forms.css';
import './menu.css';

export interface MenuProps {
  /** The id of the button. */
  readonly id?: string;
  readonly label: string;
  /** The path of an icon. */
  readonly icon?: string;
  /** Shown instead of the icon and the label, which becomes the tooltip. */
  readonly summary?: ComponentChildren;
  /** Shows the label beside the icon. */
  readonly isNamed?: boolean;
  /** Keeps the menu open after clicks in its content. */
  readonly isForm?: boolean;
  /** Rendered while the menu is open. A function gets a function that closes the menu. */
  readonly children: ComponentChildren | ((close: () => void) => ComponentChildren);
}

/** Shows a button that opens a menu. Pressing Escape, clicking outside or moving the focus out closes the menu. */
export function Menu({ id, label, icon = '', summary, isNamed = false, isForm = false, children }: MenuProps) {
  const element = useRef<HTMLDetailsElement>(null);
  const [isOpen, setOpen] = useState(false);
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
      onToggle={(event) => setOpen(event.currentTarget.open)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || element.current?.open !== true) return;
        event.stopPropagation();
        close(true);
      }}
    >
      <summary
        id={id}
        class={summary !== undefined ? 'chip-button' : isNamed ? 'button' : 'icon-button'}
        aria-label={isNamed || summary !== undefined ? undefined : label}
        title={label}
      >
        {summary ?? <Icon path={icon} />}
        {isNamed && label}
      </summary>
      <div class={isForm ? 'menu-sheet is-form' : 'menu-sheet'} onClick={() => !isForm && close(false)}>
        {isOpen && (typeof children === 'function' ? children(() => close(true)) : children)}
      </div>
    </details>
  );
}
