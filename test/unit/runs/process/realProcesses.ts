import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** A loopback server that real programs connect to, and the programs started for it. */
export class Stage {
  private readonly server: Server = createServer();
  private readonly children: ChildProcess[] = [];
  private readonly sockets: Socket[] = [];

  async open(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  get localPort(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Starts a program and waits for its connection. */
  async connect(file: string, args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv; argv0?: string } = {}) {
    const child = this.start(file, args, options);
    const [socket] = (await once(this.server, 'connection')) as [Socket];
    this.sockets.push(socket);
    socket.on('error', () => undefined);
    return { child, connection: { localPort: this.localPort, remotePort: socket.remotePort ?? 0 } };
  }

  start(file: string, args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv; argv0?: string } = {}) {
    const child = spawn(file, args, { ...options, stdio: ['pipe', 'pipe', 'inherit'] });
    this.children.push(child);
    return child;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(this.children.map(end));
    this.server.close();
    await once(this.server, 'close');
  }
}

/** Kills a child and waits until the system has let go of it. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** The next line a child prints. */
export async function nextLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the child has no output');
  const lines = createInterface(child.stdout);
  const [line] = (await once(lines, 'line')) as [string];
  return line;
}

/** A script that connects to the port in its first argument and stays until its input closes. */
export const pythonClient =
  'import socket, sys; s = socket.create_connection(("127.0.0.1", int(sys.argv[1]))); sys.stdin.read()';

/** The same in JavaScript. */
export const nodeClient = "require('net').connect(Number(process.argv[1]), '127.0.0.1'); process.stdin.resume()";
