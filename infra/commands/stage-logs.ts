import { setTimeout } from 'node:timers/promises';
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { type Stage, stackNameOf } from '../stage.ts';
import { toUsageError } from './deployed-stack.ts';

/** A line of a log of a stage. */
export interface LogLine {
  /** RFC 3339, in UTC. */
  readonly at: string;
  /** The part of the stage that wrote it, by its name in the stack: `ApiFunction`, `Changes`, `Hooks` or `Api`. */
  readonly source: string;
  readonly text: string;
}

export interface LogReading {
  /** Milliseconds since 1970. */
  readonly since: number;
  /** A filter pattern of CloudWatch Logs. */
  readonly filter?: string | undefined;
  /** Goes on with new lines until the process ends. */
  readonly follow: boolean;
}

const POLL_MS = 2_000;
/** CloudWatch Logs shows lines late, and not in their order. So each reading looks back this far again. */
const LATE_MS = 15_000;

/** Reads the logs of a stage with the operator's AWS permissions: the functions and the gateway, in the order of time. */
export async function* readLogs(stage: Stage, reading: LogReading): AsyncGenerator<LogLine> {
  const region = stage.region === undefined ? {} : { region: stage.region };
  const logs = new CloudWatchLogsClient(region);
  try {
    const groups = await logGroupsOf(new CloudFormationClient(region), stackNameOf(stage));
    const seen = new Map<string, number>();
    for (let from = reading.since; ; from = Math.max(reading.since, Date.now() - LATE_MS)) {
      const found = await Promise.all([...groups].map(async (group) => await linesOf(logs, group, { ...reading, since: from, seen })));
      yield* found.flat().sort((a, b) => a.at.localeCompare(b.at));
      if (!reading.follow) return;
      for (const [id, time] of seen) if (time < from) seen.delete(id);
      await setTimeout(POLL_MS);
    }
  } catch (error) {
    throw toUsageError(stage, error);
  }
}

/** The log groups of a stack: the name of each, and the part of the stack that writes to it. */
async function logGroupsOf(client: CloudFormationClient, StackName: string): Promise<ReadonlyMap<string, string>> {
  const groups = new Map<string, string>();
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
    for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId } of StackResourceSummaries) {
      if (ResourceType === 'AWS::Logs::LogGroup' && PhysicalResourceId !== undefined) {
        groups.set(PhysicalResourceId, LogicalResourceId.replace(/(Access)?Log[0-9A-F]{8}$/, ''));
      }
    }
  }
  return groups;
}

interface GroupReading extends Pick<LogReading, 'since' | 'filter'> {
  /** The lines that were read already, by id, with their time. */
  readonly seen: Map<string, number>;
}

async function linesOf(client: CloudWatchLogsClient, [name, source]: readonly [string, string], reading: GroupReading) {
  const { since, filter, seen } = reading;
  const lines: LogLine[] = [];
  const query = { logGroupName: name, startTime: since, ...(filter === undefined ? {} : { filterPattern: filter }) };
  for await (const { events = [] } of paginateFilterLogEvents({ client }, query)) {
    for (const { timestamp = 0, message = '', eventId = `${timestamp} ${message}` } of events) {
      if (seen.has(eventId)) continue;
      seen.set(eventId, timestamp);
      lines.push({ at: new Date(timestamp).toISOString(), source, text: message.trimEnd() });
    }
  }
  return lines;
}
