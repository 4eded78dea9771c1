import type { NodeId } from './description.ts';

/** Icons as SVG paths on a grid of 24. They are drawn for this project, because AWS’s icons have terms of use. */
export const GLYPHS: Readonly<Record<NodeId, string>> = {
  browser: 'M3 5h18v14H3z M3 9.5h18 M6 7.2h.01 M8.5 7.2h.01',
  programs: 'M3 5h18v14H3z M7 9.5l3 2.5-3 2.5 M12.5 15h4.5',
  cloudfront: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M3 12h18 M12 3c3.4 3 3.4 15 0 18 M12 3c-3.4 3-3.4 15 0 18',
  s3: 'M4 6.5c0 3 16 3 16 0s-16-3-16 0z M4 6.5l2 12.5c1 2 11 2 12 0l2-12.5',
  gateway: 'M4 4v16 M20 4v16 M8 12h8 M12.5 8.5l3.5 3.5-3.5 3.5',
  lambda: 'M6 4h3.5l7.5 16h2.5 M11.5 10.5L6 20',
  dynamodb: 'M4 6c0 3 16 3 16 0s-16-3-16 0z M4 6v12c0 3 16 3 16 0V6 M4 12c0 3 16 3 16 0',
  cognito: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M4.5 20c.8-8 14.2-8 15 0',
  cloudwatch: 'M3 20h18 M4 15l4.5-5 4 3.5L20 5',
  sns: 'M5.5 17c2.5-2.2 1-7 3-9.5 1.8-2.3 5.200-2.300 7 0 2 2.500.5 7.300 3 9.500z M10 20h4',
  iam: 'M8 12a4 4 0 1 0 0 .01z M8 12h12 M17 12v3.500 M20 12v2.500',
  codedeploy: 'M4 19h5v-5h5V9h6 M16.500 5.500L20 9l-3.500 3.500',
  sqs: 'M3 8h18v8H3z M9 8v8 M15 8v8',
  xray: 'M3 12h4l2.500-7 4.500 14 2.500-7H21',
  waf: 'M12 3l8 3v6c0 4.500-4 7.500-8 9-4-1.500-8-4.500-8-9V6z',
  kms: 'M6 11h12v9H6z M8.500 11V8a3.500 3.500 0 0 1 7 0v3 M12 14.500v2.500',
  budgets: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M15 9c-1-2-6-2-6 .500s6 1.500 6 4-5 3-6.200.500 M12 5.500v13',
};
