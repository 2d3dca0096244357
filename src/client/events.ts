import type { Agent } from 'node:http';
import { trackerEvent, type TrackerEvent } from '../protocol/events';
import { ModelTrailError } from '../protocol/errors';
import { rpcPrefix } from '../protocol/rpc';
import { open, type TrackerLink } from './http';

const headLimitMs = 10_000;

/**
 * Reads the tracker's events until the connection or the signal ends, then throws or returns. `onOpen` is called once
 * the tracker listens to what happens from now on.
 */
export async function readEvents(
  link: TrackerLink,
  options: {
    readonly agent: Agent;
    readonly signal: AbortSignal;
    readonly onOpen: () => void;
    readonly onEvent: (event: TrackerEvent) => void;
  },
): Promise<void> {
  const { agent, signal, onOpen, onEvent } = options;
  const path = `${rpcPrefix}/events`;
  const reply = await open(link, {
    agent,
    method: 'GET',
    path,
    accept: 'text/event-stream',
    signal,
    timeoutMs: headLimitMs,
  });
  if (reply.statusCode !== 200) {
    reply.destroy();
    throw new ModelTrailError(
      'TRACKER_FAILED',
      `The tracker answered with status ${reply.statusCode ?? 0} to ${path}.`,
    );
  }
  onOpen();
  reply.setEncoding('utf8');
  let rest = '';
  for await (const chunk of reply) {
    const blocks = (rest + String(chunk)).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = dataOf(block);
      if (data !== '') onEvent(trackerEvent.parse(JSON.parse(data)));
    }
  }
}

/** The payload of one server-sent event; empty for comments, which only keep the connection alive. */
function dataOf(block: string): string {
  return block
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).trimStart())
    .join('\n');
}
