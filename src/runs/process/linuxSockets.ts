import { readlink, stat } from 'node:fs/promises';
import { listNames, mapInBatches, readText } from './files';
import { isSameProcess, type Connection, type ProcessIdentity } from './identity';
import { isEnded, readStat, startToken } from './linuxStat';

/** An open socket of the connection's far end. */
export interface ClientSocket {
  readonly inode: string;
  readonly uid: number;
}

const loopback = /^(?:[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F)$/;
const established = '01';
const closeWait = '08';
const rememberedSockets = 512;

/** Finds the client's row of the connection in the text of `/proc/net/tcp` or `tcp6` (addresses in network byte order). */
export function findClientSocket(table: string, { localPort, remotePort }: Connection): ClientSocket | null {
  const ports = `:${hexPort(remotePort)} `;
  for (let at = table.indexOf(ports); at >= 0; at = table.indexOf(ports, at + 1)) {
    const line = table.slice(table.lastIndexOf('\n', at) + 1, (table.indexOf('\n', at) + 1 || table.length + 1) - 1);
    const [, local = '', remote = '', state, , , , uid, , inode] = line.trim().split(/\s+/);
    const [localAddress = '', clientPort] = local.split(':');
    const [remoteAddress = '', serverPort] = remote.split(':');
    if (clientPort !== hexPort(remotePort) || serverPort !== hexPort(localPort)) continue;
    if (!loopback.test(localAddress) || !loopback.test(remoteAddress)) continue;
    if (inode === undefined || inode === '0' || (state !== established && state !== closeWait)) continue;
    return { inode, uid: Number(uid) };
  }
  return null;
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

/** Sockets whose owner is known, oldest first; a client keeps its connection for many requests. */
const owners = new Map<string, ProcessIdentity>();

/** The process that holds the client end, found through its socket's inode. */
export async function findSocketOwner(connection: Connection): Promise<ProcessIdentity | null> {
  const socket = await readClientSocket(connection);
  if (socket === null) return null;
  const known = owners.get(socket.inode);
  if (known !== undefined && (await isRunning(known))) return known;
  const pid = await scanForHolder(socket);
  if (pid === null) return null;
  const identity = await identifyLinux(await oldestHolder(pid, socket.inode));
  if (identity !== null) remember(socket.inode, identity);
  return identity;
}

/** The running process of that pid, with its start token. */
export async function identifyLinux(pid: number): Promise<ProcessIdentity | null> {
  const found = await readStat(pid);
  return found === null || isEnded(found) ? null : { pid, startedAt: await startToken(found) };
}

async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  const current = await identifyLinux(identity.pid);
  return current !== null && isSameProcess(current, identity);
}

async function readClientSocket(connection: Connection): Promise<ClientSocket | null> {
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const socket = findClientSocket((await readText(table)) ?? '', connection);
    if (socket !== null) return socket;
  }
  return null;
}

/** Looks first at processes that held a client before, then at the socket's user's newest ones: few lists get opened. */
async function scanForHolder({ inode, uid }: ClientSocket): Promise<number | null> {
  const recent = [...new Set([...owners.values()].map(({ pid }) => pid))].reverse();
  const pids = (await listNames('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const newestFirst = pids.sort((a, b) => b - a);
  const uids = new Map(await mapInBatches(newestFirst, 64, async (pid) => [pid, await ownerUid(pid)] as const));
  const own = newestFirst.filter((pid) => uids.get(pid) === uid);
  const others = newestFirst.filter((pid) => uids.get(pid) !== uid);
  for (const pid of new Set([...recent, ...own, ...others])) {
    if (await holds(pid, inode)) return pid;
  }
  return null;
}

/** A forked worker inherits its parent's sockets: the run is the ancestor that opened it. */
async function oldestHolder(pid: number, inode: string): Promise<number> {
  const parent = (await readStat(pid))?.parentPid ?? 0;
  return parent > 1 && (await holds(parent, inode)) ? oldestHolder(parent, inode) : pid;
}

async function ownerUid(pid: number): Promise<number | null> {
  try {
    return (await stat(`/proc/${pid}`)).uid;
  } catch {
    return null;
  }
}

async function holds(pid: number, inode: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const target = `socket:[${inode}]`;
  const links = await mapInBatches(await listNames(folder), 32, (name) =>
    readlink(`${folder}/${name}`).catch(() => null),
  );
  return links.includes(target);
}

function remember(inode: string, identity: ProcessIdentity): void {
  owners.delete(inode);
  owners.set(inode, identity);
  const oldest = owners.keys().next();
  if (owners.size > rememberedSockets && oldest.done !== true) owners.delete(oldest.value);
}
