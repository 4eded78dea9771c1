import { describe, expect, it } from '@jest/globals';
import { hitsOf } from '../../public/model/hits.ts';

const marked = (text: string, query: string) => hitsOf(query)(text).map(([start, end]) => text.slice(start, end));

describe('The words of a search', () => {
  it.each([
    ['Order chairs', 'CHAIR', ['chair']],
    ['Résumé, re\u0301sume\u0301 und RESUME', 'resume', ['Résumé', 're\u0301sume\u0301', 'RESUME']],
    ['Resume', 'résumé', ['Resume']],
    ['Straße 5, STRASSE 6', 'strasse', ['STRASSE']],
    ['one two one', 'one  two', ['one', 'two', 'one']],
    ['abcd', 'abc bcd', ['abcd']],
    ['aaaa', 'aa', ['aaaa']],
    ['كِتَاب', 'كتاب', ['كِتَاب']],
    ['mice', 'йи', []],
    ['🙂 smile', 'smile', ['smile']],
    ['a+b (c)', '(c', ['(c']],
    ['Nothing', ' ', []],
    ['', 'x', []],
  ])('are found in %j by %j', (text, query, expected) => {
    expect(marked(text, query)).toEqual(expected);
  });
});
