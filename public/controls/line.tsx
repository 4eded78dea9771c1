import type { Field } from '../../src/schema/field.ts';
import { displayText } from '../model/display-text.ts';
import type { CellProps, FieldControl } from './control.ts';
import { RangeFilter, TypedInput } from './form-parts.ts';
import { textCodec } from './text-codec.ts';

const WIDTHS = {
  text: { least: 160, grows: true },
  email: { least: 224, grows: true },
  tel: { least: 160, grows: false },
  url: { least: 180, grows: true },
};

const toText = (value: unknown) => displayText(String(value));

/** One line of text: plain, or an e-mail address, a phone number, a web address. */
export const line: FieldControl = {
  ...textCodec,
  // An input of one line drops line breaks, and would join the words around them.
  toCorrect: (value, field) => field.toText(value).replaceAll(/\s*[\r\n]+\s*/g, ' '),
  Input: (props) => <TypedInput {...props} type={inputTypeOf(props.field)} />,
  Filter: (props) => <RangeFilter {...props} type="text" />,
  width: (field) => WIDTHS[inputTypeOf(field)],
  Cell,
  toText,
  isQuoted: true,
};

function inputTypeOf({ control }: Field) {
  return control.type === 'line' ? control.inputType : 'text';
}

function Cell({ field, value, mark }: CellProps) {
  const text = toText(value);
  const href = hrefOf(inputTypeOf(field), String(value));
  if (href === undefined) {
    return (
      <span key={text} class="text" dir="auto">
        {mark(text)}
      </span>
    );
  }
  const isWebsite = href.startsWith('http');
  return (
    <a key={href} href={href} target={isWebsite ? '_blank' : undefined} rel={isWebsite ? 'noreferrer' : undefined}>
      <bdi>{mark(isWebsite ? text.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '') : text)}</bdi>
    </a>
  );
}

/** The address that a value links to; `undefined` if it would be unsafe or empty. */
function hrefOf(inputType: string, text: string): string | undefined {
  // Encoded (RFC 6068, section 2): `%0abcc@…` must not become a header of the mail.
  if (inputType === 'email') return `mailto:${encodeURIComponent(text).replace('%40', '@')}`;
  if (inputType === 'tel' && /\d/.test(text)) return `tel:${text.replaceAll(/[^+\d]/g, '')}`;
  return inputType === 'url' && /^https?:\/\//i.test(text) ? text : undefined;
}
