import { Stack } from 'aws-cdk-lib';
import { type LogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface LogQueriesProps {
  readonly functionLog: LogGroup;
  readonly accessLog: LogGroup;
}

/** The log queries of the runbook, saved in CloudWatch Logs Insights. */
export class LogQueries extends Construct {
  constructor(scope: Construct, id: string, { functionLog, accessLog }: LogQueriesProps) {
    super(scope, id);
    const save = (name: string, logGroups: LogGroup | LogGroup[], queryString: QueryString) =>
      new QueryDefinition(this, name, {
        queryDefinitionName: `${Stack.of(this).stackName}/${name}`,
        queryString,
        logGroups: [logGroups].flat(),
      });

    save(
      'faults',
      functionLog,
      new QueryString({ filterStatements: ["level in ['error', 'ERROR', 'FATAL']"], sort: '@timestamp desc', limit: 100 }),
    );
    save(
      'request',
      [functionLog, accessLog],
      new QueryString({ filterStatements: ["@message like 'PASTE THE REQUEST ID HERE'"], sort: '@timestamp asc', limit: 100 }),
    );
    save(
      'slowest',
      functionLog,
      new QueryString({
        fields: ['@timestamp', 'milliseconds', 'method', 'route', 'status', 'readUnits', 'writeUnits', 'coldStart', 'requestId', 'caller'],
        filterStatements: ["message = 'request'"],
        sort: 'milliseconds desc',
        limit: 50,
      }),
    );
    save(
      'starts-and-memory',
      functionLog,
      new QueryString({
        filterStatements: ["type = 'platform.report'"],
        statsStatements: [
          'count(*) as requests, count(record.metrics.initDurationMs) as starts, avg(record.metrics.initDurationMs) as startMs, max(record.metrics.maxMemoryUsedMB) as memoryMB by bin(1h)',
        ],
      }),
    );
    save(
      'errors-by-route',
      accessLog,
      new QueryString({
        filterStatements: ['status >= 400'],
        statsStatements: ['count(*) as requests by route, status'],
        sort: 'requests desc',
      }),
    );
    save(
      'rejected-by-gateway',
      accessLog,
      new QueryString({ filterStatements: ['status = 401 or status = 403 or status = 429'], sort: '@timestamp desc', limit: 100 }),
    );
  }
}
