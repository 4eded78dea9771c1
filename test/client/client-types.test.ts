import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { clientTypes, singleValuedFields } from '../../build/client-types.ts';
import { NAME } from '../../src/name.ts';
import { boolean } from '../../src/schema/fields/boolean.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { number } from '../../src/schema/fields/number.ts';
import { reference } from '../../src/schema/fields/reference.ts';
import { text } from '../../src/schema/fields/text.ts';
import { textList } from '../../src/schema/fields/text-list.ts';
import { url } from '../../src/schema/fields/url.ts';
import { defineRecordType } from '../../src/schema/record-type.ts';

const lines = defineRecordType({
  name: 'order-lines',
  title: 'Order lines',
  singular: 'order line',
  fields: {
    name: text({ max: 20, required: true, label: 'Ends */ early' }),
    amount: number({ integer: true, default: 1 }),
    isPaid: boolean({}),
    state: choice({ choices: ['new', 'sent'], retired: ['lost'] }),
    order: reference({ to: 'orders' }),
    page: url({ max: 100 }),
    marks: textList({ maxItems: 3, maxLength: 10 }),
  },
  actions: (action) => ({
    'send-off': action({
      title: 'Send',
      input: { to: text({ max: 9, required: true }), copies: number({}) },
      change: () => ({ state: 'sent' }),
    }),
    renew: action({ title: 'Renew', change: () => ({ state: 'new' }) }),
  }),
  filterable: ['name', 'amount', 'state', 'order', 'page', 'marks'],
  indexes: [{ by: 'amount' }],
  example: { name: 'a' },
});
const declarations = clientTypes([lines]);

/** The members of one part of the type, without comments. */
function part(name: string): string[] {
  const [, members = ''] = new RegExp(`readonly ${name}: \\{(.*?)\\n    \\};`, 's').exec(declarations) ?? [];
  return members.split('\n').flatMap((line) => /readonly (.*);/.exec(line)?.[1] ?? []);
}

it('declares the values of a stored record: those that are always there, and others', () => {
  expect(part('values')).toEqual([
    'name: string',
    'amount: number',
    'isPaid?: boolean',
    'state?: "new" | "sent" | "lost"',
    'order?: string',
    'page?: string',
    'marks?: readonly string[]',
  ]);
});

it('requires what a new record needs, and unsets only what can be unset', () => {
  expect(part('new')).toEqual(expect.arrayContaining(['name: string', 'amount?: number | null | undefined']));
  expect(part('patch')).toEqual(expect.arrayContaining(['name?: string | undefined', 'amount?: number | null | undefined']));
});

it('declares filters by operator, those of every type included', () => {
  const filters = part('filters');
  expect(filters).toContain('state?: shapes.Condition<"new" | "sent" | "lost", "eq" | "ne" | "exists", true> | undefined');
  expect(filters).toContain('marks?: shapes.Condition<string, "eq" | "ne" | "exists", true> | undefined');
  expect(filters).toContain('createdAt?: shapes.Condition<string, "gt" | "gte" | "lt" | "lte", true> | undefined');
  expect(filters.some((filter) => filter.startsWith('isPaid'))).toBe(false);
  expect(singleValuedFields([lines])).toEqual({ 'order-lines': ['name', 'page'] });
});

it('declares actions with their inputs', () => {
  expect(declarations).toMatch(/readonly "send-off": \{[^}]*readonly to: string;[^}]*readonly copies\?: number \| null \| undefined;/);
  expect(declarations).toContain('readonly "renew": undefined;');
});

it('declares orders, references and choices', () => {
  expect(declarations).toContain('readonly sort: "createdAt" | "amount";');
  expect(declarations).toContain('readonly references: { readonly order: "orders"; };');
  expect(declarations).toContain('readonly choices: "state";');
});

it('keeps a comment in its place', () => {
  expect(declarations).toContain('/** Ends * / early. Text on one line');
});

it('names and numbers the package as the service', async () => {
  const manifestOf = async (folder: string) => JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const { version } = await manifestOf('.');
  expect(await manifestOf('client')).toMatchObject({ name: `${NAME}-client`, version });
});
