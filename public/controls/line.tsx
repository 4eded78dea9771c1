import type { Field } from '../../src/schema/field.ts';
import type { CellProps, FieldControl } from './control.ts';
import { TextFilter, TypedInput } from './form-parts.ts';
import { textCodec } from './text-codec.ts';

/** One line of text: plain, or an e-mail address, a phone number, a web address. */
export const line: FieldControl = {
  ...textCodec,
  Input: (props) => <TypedInput {...props} type={inputTypeOf(props.field)} />,
  Filter: (props) => <TextFilter {...props} words={{ prefix: 'begins with', eq: 'is' }} />,
  Cell,
  toText: String,
  isQuoted: true,
};

function inputTypeOf({ control }: Field) {
  return control.type === 'line' ? control.inputType : 'text';
}

function Cell({ field, value }: CellProps) {
  const text = String(value);
  switch (inputTypeOf(field)) {
    case 'email':
      return <a href={`mailto:${text}`}>{text}</a>;
    case 'tel':
      return <a href={`tel:${text.replaceAll(/[^+\d]/g, '')}`}>{text}</a>;
    case 'url':
      return (
        <a href={text} target="_blank" rel="noopener noreferrer">
          {text.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '')}
        </a>
      );
    default:
      return <bdi>{text}</bdi>;
  }
}
