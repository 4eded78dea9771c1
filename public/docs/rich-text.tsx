/** `code`, **strong** and [links](/path): what the texts of the document use of Markdown. */
const PARTS = /(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\))/;

/** Shows a text of the document, paragraph by paragraph. */
export function RichText({ text }: { readonly text: string }) {
  return text
    .split('\n\n')
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => <p key={paragraph}>{paragraph.split(PARTS).map(formatPart)}</p>);
}

function formatPart(part: string) {
  if (part.startsWith('`')) return <code>{part.slice(1, -1)}</code>;
  if (part.startsWith('**')) return <strong>{part.slice(2, -2)}</strong>;
  const [, label, href] = /^\[([^\]]+)\]\((\/[^)]*)\)$/.exec(part) ?? [];
  return href === undefined ? part : <a href={href}>{label}</a>;
}
