import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { ModelTrailError } from '../protocol/errors';
import { layoutOf, type Layout } from '../protocol/layout';
import { findTracker, type Finding } from './find';
import type { TrackerLink } from './http';
import { launchTracker, type LaunchOptions } from './launch';
import { TrackerClient } from './trackerClient';

/** How long the winner of a race may take until it accepts connections. */
const winnerLimitMs = 10_000;
const pollMs = 50;
const relaunchMs = 2_000;

export interface ConnectOptions extends LaunchOptions {
  /** The workspace folder, absolute. */
  readonly folder: string;
  /** Start the tracker where none runs. */
  readonly start: boolean;
}

/**
 * Finds the folder's tracker, or starts it when `start` says so. Throws `TRACKER_NOT_RUNNING` when there is none to
 * find, `TRACKER_TOKEN` when it was started with a token this folder does not know, and what `launchTracker` throws.
 */
export async function connectTracker(options: ConnectOptions): Promise<TrackerClient> {
  const agent = new Agent({ keepAlive: true });
  const layout = layoutOf(options.folder);
  const relink = (signal?: AbortSignal): Promise<TrackerLink> => findOrStart(layout, agent, { ...options, signal });
  try {
    return new TrackerClient(await relink(options.signal), agent, relink);
  } catch (error) {
    agent.destroy();
    throw error;
  }
}

async function findOrStart(layout: Layout, agent: Agent, options: ConnectOptions): Promise<TrackerLink> {
  const { start, signal } = options;
  const finding = await findTracker(layout, agent, signal);
  if (finding.state === 'found') return finding.link;
  if (!start) {
    if (finding.state === 'refused') throw refused(finding);
    throw new ModelTrailError('TRACKER_NOT_RUNNING', `No tracker runs for ${layout.folder}.`, {
      hint: 'Start it with "modeltrail serve", or open the folder in VS Code.',
    });
  }
  return (await launchTracker(layout, options)) ?? (await awaitWinner(layout, agent, options));
}

/**
 * Another process holds the folder: it writes its address once it accepts connections. Should it end instead, as when its
 * store could not be opened, the folder is free again for a tracker of ours.
 */
async function awaitWinner(layout: Layout, agent: Agent, options: ConnectOptions): Promise<TrackerLink> {
  const { signal } = options;
  const deadline = performance.now() + winnerLimitMs;
  for (let launched = performance.now(); ;) {
    const finding = await findTracker(layout, agent, signal);
    if (finding.state === 'found') return finding.link;
    if (performance.now() > deadline) {
      if (finding.state === 'refused') throw refused(finding);
      throw new ModelTrailError('TRACKER_SILENT', `Another process holds ${layout.folder} but answers no questions.`, {
        hint: `End the tracker named in ${layout.address} and try again.`,
      });
    }
    await pause(pollMs, undefined, { signal });
    if (performance.now() - launched < relaunchMs) continue;
    const link = await launchTracker(layout, options);
    if (link) return link;
    launched = performance.now();
  }
}

function refused({ url }: Extract<Finding, { state: 'refused' }>): ModelTrailError {
  return new ModelTrailError('TRACKER_TOKEN', `The tracker at ${url} does not take the token in .modeltrail/token.`, {
    hint: 'It was started with another token: put that one into the file, or end the tracker.',
  });
}
