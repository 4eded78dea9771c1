import { expandedIn } from '../model/references.ts';
import { hrefOf } from '../model/route.ts';
import { useApp } from '../state/app-context.ts';
import type { CellProps, FieldControl } from './control.ts';
import { ReferenceFilter, ReferenceInput } from './form-parts.ts';
import { textCodec } from './text-codec.ts';
import { textOf } from './use-referred.ts';

/** A record of another type. */
export const reference: FieldControl = {
  ...textCodec,
  Input: ReferenceInput,
  Filter: ReferenceFilter,
  width: () => ({ least: 140, grows: true }),
  Cell,
  isOneChoice: true,
  toText: (id, { field, titleOf }) => titleOf(field.refersTo ?? '', String(id)),
};

/** The title. It is a link, unless the record is in the trash or deleted. */
function Cell({ field, record, name, value }: CellProps) {
  const { types, late } = useApp();
  const type = types.find((known) => known.name === field.refersTo);
  const id = String(value);
  if (type === undefined) return <span key={id}>{id}</span>;
  const expanded = expandedIn(record, name);
  const referred = expanded === undefined ? late.value?.references.find(type, id) : expanded;
  const text = textOf(type, id, referred);
  if (referred && referred.deletedAt === undefined) {
    return (
      <a key={text} href={hrefOf({ type, open: id })} dir="auto">
        {text}
      </a>
    );
  }
  return (
    <span key={text} class="note">
      <bdi>{text}</bdi>
      {referred && ' (in the trash)'}
    </span>
  );
}
