import { PEOPLE } from '../../src/schema/definition.ts';
import type { CellProps, FieldControl } from './control.ts';
import { PersonFilter, PersonInput } from './form-parts.ts';
import { textCodec } from './text-codec.ts';
import { useNames } from './use-names.ts';

/** A person of the workspace, shown by name. */
export const person: FieldControl = {
  ...textCodec,
  Input: PersonInput,
  Filter: PersonFilter,
  width: () => ({ least: 130, grows: true }),
  Cell,
  isOneChoice: true,
  toText: (id, { titleOf }) => titleOf(PEOPLE, String(id)),
};

function Cell({ value }: CellProps) {
  const name = useNames()(String(value));
  return <bdi key={name}>{name}</bdi>;
}
