import { readFileSync } from 'node:fs';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { describe, expect, it } from '@jest/globals';
import express, { type RequestHandler } from 'express';
import request from 'supertest';
import { alarmMetricsOf, OWN_METRICS } from '../../infra/cost/usage.ts';
import { createAccessLog } from '../../src/http/middleware/access-log.ts';
import { Problem } from '../../src/http/problem.ts';
import { createFaultReporter } from '../../src/http/to-problem.ts';
import { NAME } from '../../src/name.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { createMetrics, METRIC_NAMESPACE } from '../../src/observability/metrics.ts';
import { createUsageMeter } from '../../src/observability/usage-meter.ts';
import { resolved } from './support/intrinsics.ts';
import { at, listAt, propertiesOf, resourceOf, resourcesOf, within } from './support/resources.ts';
import { TESTED_STAGES } from './support/stages.ts';
import { type Template, templateOf, templateWithHooks } from './support/templates.ts';
import { alarmMetrics, dashboardMetrics, type WatchedMetric } from './support/watched-metrics.ts';

const prod = templateOf('prod');
const everything = templateOf('everything');
const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title);
const watched = [...alarmMetrics(prod), ...dashboardMetrics(prod)];
const spec = loadAwsServiceSpecSync();

const shown = ({ namespace, name, dimensions, by }: WatchedMetric) =>
  `${namespace} ${name} by ${Object.keys(dimensions).sort().join(', ')} in ${by}`;

/** The names of the metrics that the app writes for answers of every kind. */
function emitted({ codeCacheRejected }: { codeCacheRejected: boolean } = { codeCacheRejected: true }): Set<string> {
  const lines: string[] = [];
  const emit = createMetrics({ functionName: 'f', codeCacheRejected, write: (line) => lines.push(line) });
  for (const status of [200, 401, 404, 422, 500, 503]) emit({ status, milliseconds: 1, coldStart: true, readUnits: 1, writeUnits: 1 });
  return new Set(lines.flatMap((line) => Object.keys(JSON.parse(line))));
}

function isEmitted(template: Template, { namespace, name, dimensions }: WatchedMetric): boolean {
  if (namespace === METRIC_NAMESPACE) {
    const handler = `${resourceOf(template, 'AWS::Lambda::Function', 'ApiFunction').id}-name`;
    return emitted().has(name) && dimensions['FunctionName'] === handler && Object.keys(dimensions).length === 1;
  }
  const filters = resourcesOf(template, 'AWS::Logs::MetricFilter').flatMap(({ Properties }) => listAt(Properties, 'MetricTransformations'));
  if (filters.some((filter) => at(filter, 'MetricNamespace') === namespace && at(filter, 'MetricName') === name)) return true;
  const known = spec.lookup('metric', 'namespace', 'equals', namespace).filter((metric) => metric.name === name);
  const dimensionSets = known.flatMap((metric) =>
    spec.follow('usesDimensionSet', metric).map(({ entity }) => entity.dimensions.map((dimension) => dimension.name)),
  );
  return dimensionSets.some((names) => names.toSorted().join() === Object.keys(dimensions).sort().join());
}

/** Fields of Lambda's log line at the end of a request ("Lambda Telemetry API Event schema reference", Lambda Developer Guide). */
const REPORT_FIELDS = ['type', 'record.metrics.initDurationMs', 'record.metrics.maxMemoryUsedMB'];

/** The fields of the log lines that the app writes for a request and for an error. */
async function fieldsOfOwnLines(): Promise<string[]> {
  const log: string[] = [];
  const logger = createLogger({ level: 'info', write: (line) => log.push(line) });
  createFaultReporter(logger)(new Problem('internal-error', { detail: 'x', cause: new Error('y') }), { requestId: 'z' });
  const accessLog = createAccessLog({ usage: createUsageMeter(), write: (entry) => logger.info('request', { ...entry }) });
  const answer: RequestHandler = (_req, res) => {
    Object.assign(res.locals, { requestId: 'z', caller: { sub: 'ada', workspace: 'blue', role: 'admin' } });
    res.end();
  };
  await request(express().use(accessLog, answer)).get('/').set('X-Amzn-Trace-Id', 'Root=1-2-3');
  return log.flatMap((line) => Object.keys(JSON.parse(line)));
}

const QUERY_WORDS = new Set(['fields', 'filter', 'sort', 'limit', 'stats', 'by', 'as', 'in', 'like', 'and', 'or', 'asc', 'desc']);

/** The fields in a Logs Insights query: its words without keywords, functions, texts, numbers and aliases. */
function fieldsIn(query: string): string[] {
  const aliases = new Set([...query.matchAll(/\bas (\w+)/g)].map(([, name]) => name));
  const words = query.replaceAll(/'[^']*'|\bbin\(\w+\)|\w+(?=\()/g, '').match(/@?[a-z][\w.]*/gi) ?? [];
  return words.filter((word) => !QUERY_WORDS.has(word) && !aliases.has(word));
}

describe('the alarms', () => {
  const alarms = resourcesOf(prod, 'AWS::CloudWatch::Alarm');

  it('notify the topic when they start and when they end', () => {
    const topic = [{ Ref: resourceOf(prod, 'AWS::SNS::Topic').id }];
    expect(alarms.length).toBeGreaterThan(0);
    expect(alarms.map(({ Properties }) => [Properties['AlarmActions'], Properties['OKActions']])).toEqual(alarms.map(() => [topic, topic]));
  });

  it('each link to their own section of the runbook, which also has one for the budget', () => {
    const anchors = alarms.map(({ Properties }) => /docs\/runbook\.md#([a-z-]+)$/.exec(String(Properties['AlarmDescription']))?.[1]);
    expect(sections).toEqual(expect.arrayContaining(anchors));
    expect(anchors).toEqual(alarms.map(({ Properties }) => String(Properties['AlarmName']).replace(`${NAME}-prod-`, '')));
    expect(sections).toContain('monthly-budget');
  });

  it('have runbook sections with the parts Meaning, Look at and Do', () => {
    const texts = new Map(runbook.split(/^## /m).map((text): [string, string] => [text.slice(0, text.indexOf('\n')), text]));
    const names = [...alarms.map(({ Properties }) => String(Properties['AlarmName']).replace(`${NAME}-prod-`, '')), 'monthly-budget'];
    const parts = names.map((name) => [name, texts.get(name)?.match(/^\*(Meaning|Look at|Do)\*: \S/gm)?.length]);
    expect(parts).toEqual(names.map((name) => [name, 3]));
  });

  it('do not go off because of missing data', () => {
    expect(alarms.map(({ Properties }) => Properties['TreatMissingData'])).toEqual(alarms.map(() => 'notBreaching'));
  });

  it('exist for every kind of failure', () => {
    expect(alarms.map(({ Properties }) => Properties['AlarmName'])).toEqual(
      [
        'server-errors',
        'slow-answers',
        'function-errors',
        'function-throttles',
        'table-throttles',
        'table-errors',
        'logged-faults',
        'history-late',
        'history-lost',
      ].map((name) => `${NAME}-prod-${name}`),
    );
  });

  it('count log lines with the error levels of the app and of Lambda', () => {
    expect(propertiesOf(prod, 'AWS::Logs::MetricFilter')).toMatchObject({
      FilterPattern: '{ ($.level = "error") || ($.level = "ERROR") || ($.level = "FATAL") }',
      LogGroupName: { Ref: resourceOf(prod, 'AWS::Logs::LogGroup', 'ApiFunction').id },
    });
    expect(at(propertiesOf(prod, 'AWS::Logs::MetricFilter'), 'MetricTransformations', 0)).not.toHaveProperty('DefaultValue');
  });
});

describe('the topic', () => {
  function publishers(template: Template): unknown[] {
    const statements = listAt(propertiesOf(template, 'AWS::SNS::TopicPolicy'), 'PolicyDocument', 'Statement');
    return statements.filter((statement) => at(statement, 'Effect') === 'Allow');
  }

  it('accepts only alarms of this account, over TLS', () => {
    expect(publishers(prod)).toMatchObject([
      {
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
    expect(JSON.stringify(propertiesOf(prod, 'AWS::SNS::TopicPolicy'))).toContain('"aws:SecureTransport":"false"');
  });

  it('notifies an address and includes the budget only if they are set', () => {
    expect([...resourcesOf(prod, 'AWS::SNS::Subscription'), ...resourcesOf(prod, 'AWS::Budgets::Budget')]).toEqual([]);
    expect(propertiesOf(everything, 'AWS::SNS::Subscription')).toMatchObject({ Protocol: 'email', Endpoint: 'ops@example.com' });
    expect(publishers(everything)).toMatchObject([{ Principal: { Service: ['budgets.amazonaws.com', 'cloudwatch.amazonaws.com'] } }]);
    const budget = propertiesOf(everything, 'AWS::Budgets::Budget');
    expect(budget).toMatchObject({ Budget: { BudgetLimit: { Amount: 50, Unit: 'USD' }, TimeUnit: 'MONTHLY' } });
    const subscribers = listAt(budget, 'NotificationsWithSubscribers').map((notice) => [
      at(notice, 'Notification', 'NotificationType'),
      at(notice, 'Subscribers', 0),
    ]);
    const topic = { SubscriptionType: 'SNS', Address: { Ref: resourceOf(everything, 'AWS::SNS::Topic').id } };
    expect(subscribers).toEqual([
      ['ACTUAL', topic],
      ['FORECASTED', topic],
    ]);
  });
});

describe('graphs and alarms', () => {
  it('read only metrics that the app, a log filter or AWS emits', () => {
    expect(watched.length).toBeGreaterThan(30);
    expect(watched.filter((metric) => !isEmitted(prod, metric)).map(shown)).toEqual([]);
  });

  it('fail this test if they read a metric with a wrong name or dimension', () => {
    const handler = { FunctionName: `${resourceOf(prod, 'AWS::Lambda::Function', 'ApiFunction').id}-name` };
    const wrong: WatchedMetric[] = [
      { namespace: METRIC_NAMESPACE, name: 'Request', dimensions: handler, by: 'a misspelt name' },
      { namespace: METRIC_NAMESPACE, name: 'Requests', dimensions: {}, by: 'a lost dimension' },
      { namespace: 'AWS/ApiGateway', name: '5XX', dimensions: { ApiId: 'x' }, by: 'a metric in the wrong case' },
      { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { Function: 'x' }, by: 'a misspelt dimension' },
    ];
    expect(wrong.filter((metric) => isEmitted(prod, metric))).toEqual([]);
  });

  it('read every metric that the app emits', () => {
    const read = new Set(watched.filter(({ namespace }) => namespace === METRIC_NAMESPACE).map(({ name }) => name));
    expect([...emitted()].filter((name) => /^[A-Z]/.test(name) && name !== 'FunctionName' && !read.has(name))).toEqual([]);
  });

  it('have the number of metrics that the bill counts', () => {
    expect(alarmMetrics(prod)).toHaveLength(alarmMetricsOf(TESTED_STAGES.prod));
    expect(alarmMetrics(templateWithHooks())).toHaveLength(alarmMetricsOf(TESTED_STAGES.prod, true));
    const sent = [...emitted({ codeCacheRejected: false })].filter((name) => /^[A-Z]/.test(name) && name !== 'FunctionName');
    expect(sent).toHaveLength(OWN_METRICS);
    // The free tier includes dashboards with up to 50 metrics.
    expect(new Set(dashboardMetrics(prod).map(shown)).size).toBeLessThanOrEqual(50);
    expect(resourcesOf(prod, 'AWS::CloudWatch::Dashboard')).toHaveLength(1);
  });
});

describe('the saved log queries', () => {
  it('each use a log group of this stack', () => {
    const groups = new Set(resourcesOf(prod, 'AWS::Logs::LogGroup').map(({ id }) => `${id}-name`));
    const asked = resourcesOf(prod, 'AWS::Logs::QueryDefinition').map(({ Properties }) => resolved(prod, Properties['LogGroupNames']));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.flatMap((names) => within(names).filter((name) => typeof name === 'string' && !groups.has(name)))).toEqual([]);
  });

  it('use only fields that their log lines have', async () => {
    const fields: Readonly<Record<string, readonly string[]>> = {
      [resourceOf(prod, 'AWS::Logs::LogGroup', 'ApiFunction').id]: [...(await fieldsOfOwnLines()), ...REPORT_FIELDS],
      [resourceOf(prod, 'AWS::Logs::LogGroup', 'ApiAccess').id]: Object.keys(
        JSON.parse(String(at(propertiesOf(prod, 'AWS::ApiGatewayV2::Stage'), 'AccessLogSettings', 'Format'))),
      ),
    };
    const unknown = resourcesOf(prod, 'AWS::Logs::QueryDefinition').flatMap(({ Properties: { Name, QueryString, LogGroupNames } }) =>
      listAt(LogGroupNames).flatMap((group) => {
        const known = new Set(fields[String(at(group, 'Ref'))]);
        return fieldsIn(String(QueryString))
          .filter((field) => !known.has(field) && !field.startsWith('@'))
          .map((field) => `${Name} ${field}`);
      }),
    );
    expect(unknown).toEqual([]);
    expect(fieldsIn("stats max(a.b) as c by d, bin(1h) | filter e = 'f' and g >= 400 | sort c desc")).toEqual(['a.b', 'd', 'e', 'g']);
  });
});
