import { resolved } from './intrinsics.ts';
import { at, isObject, listAt, propertiesOf, resourcesOf } from './resources.ts';
import type { Template } from './templates.ts';

export interface WatchedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** The alarm or graph that reads it. */
  readonly by: string;
}

/** The metrics that alarms watch: one each, or all in an expression. CloudWatch charges for each. */
export function alarmMetrics(template: Template): WatchedMetric[] {
  return resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(({ Properties }) => {
    const by = String(Properties['AlarmName']);
    const parts = listAt(Properties, 'Metrics').flatMap((part) =>
      at(part, 'MetricStat', 'Metric') === undefined ? [] : [at(part, 'MetricStat', 'Metric')],
    );
    return (parts.length > 0 ? parts : [Properties]).map((metric) => ({
      by,
      namespace: String(at(metric, 'Namespace')),
      name: String(at(metric, 'MetricName')),
      dimensions: Object.fromEntries(
        listAt(metric, 'Dimensions').map((dimension) => [at(dimension, 'Name'), String(resolved(template, at(dimension, 'Value')))]),
      ),
    }));
  });
}

/** The metrics that the dashboard's graphs read. */
export function dashboardMetrics(template: Template): WatchedMetric[] {
  const body = JSON.parse(String(resolved(template, propertiesOf(template, 'AWS::CloudWatch::Dashboard')['DashboardBody'])));
  return listAt(body, 'widgets').flatMap((widget) =>
    listAt(widget, 'properties', 'metrics').flatMap((row) => metricOfRow(row, String(at(widget, 'properties', 'title')))),
  );
}

/** A row is `[namespace, name, dimension, value, …, {options}]`. A row without a namespace is an expression over other metrics. */
function metricOfRow(row: unknown, by: string): WatchedMetric[] {
  const [namespace, name, ...rest] = Array.isArray(row) ? row.filter((part) => !isObject(part)) : [];
  if (typeof namespace !== 'string' || typeof name !== 'string') return [];
  const dimensions = Object.fromEntries(rest.flatMap((part, n) => (n % 2 === 0 ? [[String(part), String(rest[n + 1])]] : [])));
  return [{ namespace, name, dimensions, by }];
}
