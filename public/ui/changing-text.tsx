export interface ChangingTextProps {
  readonly children: string | undefined;
}

/**
 * Text that changes. A browser that translates the page replaces text nodes with its own elements, so updates of the
 * replaced node are not visible. So each text gets a new element, which the browser translates again.
 */
export function ChangingText({ children }: ChangingTextProps) {
  return <span key={children}>{children}</span>;
}
