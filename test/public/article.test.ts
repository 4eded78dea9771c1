import { expect, it } from '@jest/globals';
import { withArticle } from '../../public/model/article.ts';

it.each([
  'a task',
  'a customer',
  'an order',
  'an order number',
  'an Invoice',
  'an email',
  'an umbrella',
  'an uninstall',
  'an hour',
  'an heirloom',
  'a holiday',
  'a user',
  'a unit',
  'a utility',
  'a URL',
  'a one-off',
  'an onesie',
  'a European office',
])('writes “%s”', (words) => {
  expect(withArticle(words.replace(/^an? /, ''))).toBe(words);
});
