import type { Agent } from 'node:http';
import { readFileSync, realpathSync } from 'node:fs';
import { isToken, trackerAddress, type TrackerAddress } from '../protocol/address';
import { ModelTrailError } from '../protocol/errors';
import type { Layout } from '../protocol/layout';
import { exchange, type TrackerLink } from './http';
import { askTracker } from './ask';

const healthLimitMs = 2000;
const statusLimitMs = 5000;

/** What was found at the folder's address: `refused` is a tracker that does not take the folder's token. */
export type Finding =
  | { readonly state: 'found'; readonly link: TrackerLink }
  | { readonly state: 'none' }
  | { readonly state: 'refused'; readonly url: string };

/** Looks whether the folder's tracker runs: by its address file, then by asking it which folder it serves. */
export async function findTracker(layout: Layout, agent: Agent, signal?: AbortSignal): Promise<Finding> {
  const address = readAddress(layout);
  if (address?.running !== true) return { state: 'none' };
  const { url } = address;
  try {
    // Without the token, as a stranger may have taken the port of a tracker that was killed.
    const health = await exchange(
      { url, token: null },
      { agent, method: 'GET', path: '/health', signal, timeoutMs: healthLimitMs },
    );
    if (health.status !== 200 || health.body.toString() !== 'OK') return { state: 'none' };
    const link = { url, token: readToken(layout) };
    const status = await askTracker(link, {
      agent,
      name: 'tracker/status',
      params: {},
      signal,
      timeoutMs: statusLimitMs,
    });
    return isSameFolder(status.folder, layout.folder) ? { state: 'found', link } : { state: 'none' };
  } catch (error) {
    if (!(error instanceof ModelTrailError)) throw error;
    return error.code === 'UNAUTHENTICATED' ? { state: 'refused', url } : { state: 'none' };
  }
}

function readAddress(layout: Layout): TrackerAddress | null {
  try {
    return trackerAddress.parse(JSON.parse(readFileSync(layout.address, 'utf8')));
  } catch {
    // Never served, or a file that makes no sense: the next tracker writes a new one.
    return null;
  }
}

function readToken(layout: Layout): string | null {
  try {
    const token = readFileSync(layout.token, 'utf8').trim();
    return isToken(token) ? token : null;
  } catch {
    // A tracker without a token needs none; any other refuses, and that is said.
    return null;
  }
}

/** A copied folder brings the address and the token of the original's tracker with it. */
function isSameFolder(one: string, other: string): boolean {
  return one === other || realOf(one) === realOf(other);
}

function realOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
