import { readlink } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { listNames, mapInBatches, readText } from './files';
import { readableVariables, type ProcessDetails, type ProcessIdentity, type ProcessReader } from './identity';
import { findSocketOwner, identifyLinux } from './linuxSockets';
import { kernelUnits, readStat, startToken } from './linuxStat';
import { maskCommandLine } from './maskCommandLine';

/** Linux: everything is read from `/proc`, nothing is started. */
export const linuxReader: ProcessReader = {
  findByConnection: findSocketOwner,
  identify: identifyLinux,
  read: readLinux,
  list: listLinux,
  checksPerIdentification: 1,
};

async function readLinux(identity: ProcessIdentity): Promise<ProcessDetails | null> {
  const { pid } = identity;
  const [stat, command, workingDirectory, executable, environment, status] = await Promise.all([
    readStat(pid),
    readText(`/proc/${pid}/cmdline`),
    readLink(`/proc/${pid}/cwd`),
    readLink(`/proc/${pid}/exe`),
    readText(`/proc/${pid}/environ`),
    readText(`/proc/${pid}/status`),
  ]);
  if (stat === null || (await startToken(stat)) !== identity.startedAt) return null;
  return {
    identity,
    parentPid: stat.parentPid,
    commandLine: maskCommandLine(splitAtNul(command ?? '')),
    workingDirectory,
    executable,
    user: await readUser(/^Uid:\s+(\d+)/m.exec(status ?? '')?.[1]),
    environment: selectVariables(splitAtNul(environment ?? '')),
    launcher: null,
  };
}

async function listLinux() {
  const { pageBytes, ticksPerSecond } = await kernelUnits();
  const pids = (await listNames('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const rows = await mapInBatches(pids, 64, async (pid) => {
    const stat = await readStat(pid);
    if (stat === null) return [];
    const cpuMs = (stat.cpuTicks * 1000) / ticksPerSecond;
    const memoryBytes = stat.residentPages * pageBytes;
    return [{ pid, parentPid: stat.parentPid, startedAt: await startToken(stat), cpuMs, memoryBytes }];
  });
  return rows.flat();
}

/** The readable ones among `NAME=value` lines. */
export function selectVariables(lines: readonly string[]): Record<string, string> {
  const selected: Record<string, string> = {};
  for (const line of lines) {
    const name = line.slice(0, line.indexOf('='));
    if (readableVariables.has(name)) selected[name] = line.slice(name.length + 1);
  }
  return selected;
}

/** A program that was replaced on disk while it runs (an upgrade) carries a mark after its path. */
async function readLink(path: string): Promise<string | null> {
  try {
    return (await readlink(path)).replace(/ \(deleted\)$/, '');
  } catch {
    return null;
  }
}

function splitAtNul(text: string): string[] {
  const parts = text.split('\0');
  return parts.at(-1) === '' ? parts.slice(0, -1) : parts;
}

async function readUser(uid: string | undefined): Promise<string | null> {
  if (uid === undefined) return null;
  if (Number(uid) === process.geteuid?.()) return ownName();
  const accounts = ((await readText('/etc/passwd')) ?? '').split('\n').map((line) => line.split(':'));
  return accounts.find((fields) => fields[2] === uid)?.[0] ?? null;
}

function ownName(): string | null {
  try {
    return userInfo().username;
  } catch {
    // Containers may run under a uid that has no account.
    return null;
  }
}
