import type { NodeId } from './description.ts';

/** The colours of a drawing. */
export interface Theme {
  readonly page: string;
  readonly frame: string;
  readonly card: string;
  readonly border: string;
  readonly text: string;
  readonly quiet: string;
  readonly glyph: string;
  readonly request: string;
  readonly answer: string;
  readonly aside: string;
  readonly badge: string;
  readonly badgeText: string;
  readonly tints: Readonly<Record<Family, string>>;
}

type Family = 'edge' | 'compute' | 'data' | 'people' | 'watch' | 'outside';

const FAMILIES: Readonly<Record<NodeId, Family>> = {
  browser: 'outside',
  programs: 'outside',
  cloudfront: 'edge',
  gateway: 'edge',
  waf: 'edge',
  lambda: 'compute',
  codedeploy: 'compute',
  s3: 'data',
  dynamodb: 'data',
  cognito: 'people',
  iam: 'people',
  kms: 'people',
  cloudwatch: 'watch',
  sns: 'watch',
  sqs: 'data',
  xray: 'watch',
  budgets: 'watch',
};

export const LIGHT: Theme = {
  page: '#ffffff',
  frame: '#f6f8fb',
  card: '#ffffff',
  border: '#d3dbe6',
  text: '#16202e',
  quiet: '#536176',
  glyph: '#ffffff',
  request: '#2f5fd0',
  answer: '#7a93cf',
  aside: '#98a4b5',
  badge: '#2f5fd0',
  badgeText: '#ffffff',
  tints: { edge: '#7048c6', compute: '#c4590a', data: '#2b62c9', people: '#b8324f', watch: '#b02a86', outside: '#56657a' },
};

export const DARK: Theme = {
  page: '#0d1117',
  frame: '#131a24',
  card: '#1b2431',
  border: '#344256',
  text: '#eef3fa',
  quiet: '#a5b3c6',
  glyph: '#ffffff',
  request: '#7ea6ff',
  answer: '#5c78b8',
  aside: '#6d7d93',
  badge: '#7ea6ff',
  badgeText: '#0d1117',
  tints: { edge: '#7d57d4', compute: '#c9661d', data: '#3a70d4', people: '#c2455f', watch: '#b83f93', outside: '#5f6f86' },
};

export function tintOf(node: NodeId, { tints }: Theme): string {
  return tints[FAMILIES[node]];
}
