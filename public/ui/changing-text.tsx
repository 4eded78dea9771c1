export interface ChangingTextProps {
  readonly children: string | undefined;
}

/**
 * Text that changes. A browser that translates the page replaces text nodes by elements of its own, and an update of the
 * replaced node shows nothing. So each text gets a new element, which the browser translates again.
 */
export function ChangingText({ children }: ChangingTextProps) {
  return <span key={children}>{children}</span>;
}
