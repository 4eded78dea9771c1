import { type CreateOptions, gone, once } from './collection.ts';
import { sendForJson } from './json.ts';
import type { ServiceValues } from './record-types.ts';
import type { RequestOptions, Send } from './send.ts';
import { writeOf } from './write.ts';

/** A list, board or calendar that somebody saved. */
export interface View<Type extends string> extends ServiceValues {
  readonly type: Type;
  readonly name: string;
  readonly kind: 'list' | 'board' | 'calendar';
  /** The field with the columns of a board, or the date of a calendar. */
  readonly by?: string;
  /** The filters, `q` and `sort` of a list, as in a URL. */
  readonly query?: string;
  readonly columns?: readonly string[];
  /** The only person who sees it; missing if everyone does. */
  readonly owner?: string;
}

type Settable<Type extends string> = Omit<View<Type>, keyof ServiceValues>;

/** Left out, `kind` is `list`. */
export type NewView<Type extends string> = Pick<View<Type>, 'type' | 'name'> & ViewPatch<Type>;
/** `null` unsets a value: without an `owner`, everyone sees the view. `me` is the caller. */
export type ViewPatch<Type extends string> = { readonly [Name in keyof Settable<Type>]?: Settable<Type>[Name] | null | undefined };

export interface Views<Type extends string> {
  /** All that the caller may see. */
  list(options?: RequestOptions): Promise<readonly View<Type>[]>;
  create(view: NewView<Type>, options?: CreateOptions): Promise<View<Type>>;
  /** @throws {Conflict} if the view has changed since it was read */
  update(view: Pick<View<Type>, 'id' | 'version'>, patch: ViewPatch<Type>, options?: RequestOptions): Promise<View<Type>>;
  /** Deletes a view permanently. */
  remove(view: Pick<View<Type>, 'id'>, options?: RequestOptions): Promise<void>;
}

export function createViews<Type extends string>(send: Send): Views<Type> {
  const pathOf = ({ id }: { readonly id: string }) => `views/${encodeURIComponent(id)}`;
  return {
    list: async (options = {}) => (await sendForJson(send, { path: 'views', ...options })).items,
    create: async (view, options) => await sendForJson(send, writeOf({ method: 'POST', path: 'views', body: view, ...once(options) })),
    update: async (view, patch, options) =>
      await sendForJson(send, writeOf({ method: 'PATCH', path: pathOf(view), body: patch, version: view.version, ...options })),
    remove: async (view, options) =>
      await gone(sendForJson(send, { method: 'DELETE', path: pathOf(view), isRepeatable: true, ...options })),
  };
}
