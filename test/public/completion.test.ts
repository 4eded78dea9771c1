import { describe, expect, it } from '@jest/globals';
import { completionOf } from '../../public/model/type-display.ts';
import { tasks } from '../../src/records/tasks.ts';
import { choice } from '../../src/schema/fields/choice.ts';

const withStatus = (status: ReturnType<typeof choice>) => ({ ...tasks, fields: { ...tasks.fields, status } });

describe('the checkbox of a record that is done', () => {
  it('sets the choice that the type declares, and back to the default', () => {
    expect(completionOf(tasks)).toEqual({ field: 'status', done: 'done', open: 'open' });
  });

  it('is missing if no choice is declared, whatever the choices are called', () => {
    expect(completionOf(withStatus(choice({ choices: ['open', 'paid', 'done'], default: 'open' })))).toBeUndefined();
  });

  it('goes back to the first other choice if records begin as done', () => {
    const status = choice({ choices: ['done', 'open'], default: 'done', done: 'done' });
    expect(completionOf(withStatus(status))).toEqual({ field: 'status', done: 'done', open: 'open' });
  });
});
