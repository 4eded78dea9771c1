import { expect, it } from '@jest/globals';
import { type ChangeOfRecord, historyWords } from '../../public/model/change-words.ts';

const title = { title: { from: 'Tea', to: 'Coffee' } };

it.each<[string, ChangeOfRecord]>([
  ['added', { action: 'create', version: 1, changes: title }],
  ['added by import', { action: 'import', version: 1, changes: title }],
  ['changed by import', { action: 'import', version: 2, changes: title }],
  ['changed', { action: 'update', version: 2, changes: title }],
  ['undid a change', { action: 'undo', version: 3, changes: title }],
  ['restored an earlier state', { action: 'restore', version: 3, changes: title }],
  ['restored', { action: 'restore', version: 3, changes: {} }],
  ['moved to the trash', { action: 'trash', version: 4, changes: {} }],
])('the history of a record says “%s”', (words, change) => expect(historyWords(change)).toBe(words));
