import { selectVariables } from './linux';
import type { Connection, ProcessDetails, ProcessReader, ProcessUsage } from './identity';
import { readableVariables } from './identity';
import { maskCommandLine } from './maskCommandLine';
import { runTool, type RunTool } from './runTool';

const ps = '/bin/ps';
const lsof = '/usr/sbin/lsof';

/** macOS: `ps` and `lsof` of the system; start times are whole seconds, the finest that `ps` prints. */
export function createMacosReader(run: RunTool = runTool): ProcessReader {
  const status = async (pid: number) => {
    const output = await run(ps, ['-ww', '-o', 'pid=,ppid=,stat=,user=,lstart=,command=', '-p', String(pid)]);
    return parsePsStatus(output ?? '');
  };
  const identify = async (pid: number) => {
    const found = await status(pid);
    return found === null || found.state.startsWith('Z') ? null : { pid, startedAt: found.startedAt };
  };
  return {
    identify,
    async findByConnection(connection) {
      const filter = `-iTCP:${connection.remotePort}`;
      const pid = parseLsofConnections((await run(lsof, ['-nPw', filter, '-FpRn'])) ?? '', connection);
      return pid === null ? null : identify(pid);
    },
    async read(identity): Promise<ProcessDetails | null> {
      const pid = String(identity.pid);
      const [found, files, full] = await Promise.all([
        status(identity.pid),
        run(lsof, ['-nPw', '-a', '-p', pid, '-d', 'cwd,txt', '-Ffn']),
        run(ps, ['-Eww', '-o', 'command=', '-p', pid]),
      ]);
      if (found === null || found.startedAt !== identity.startedAt) return null;
      const paths = parseLsofFiles(files ?? '');
      return {
        identity,
        parentPid: found.parentPid,
        commandLine: maskCommandLine(found.command.split(/\s+/)),
        workingDirectory: paths.get('cwd') ?? null,
        executable: paths.get('txt') ?? null,
        user: found.user,
        environment: selectVariables(parsePsEnvironment(full?.trim() ?? '', found.command)),
        launcher: null,
      };
    },
    async list() {
      return parsePsTable((await run(ps, ['-axo', 'pid=,ppid=,rss=,time=,lstart='])) ?? '');
    },
    checksPerIdentification: 1,
  };
}

const statusLine = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\S+\s+\S+\s+\S+\s+[\d:]+\s+\d{4})\s+(.*)$/s;
const tableLine = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+([\d:.-]+)\s+(\S.*\d{4})\s*$/;

/** Parses `ps -o pid=,ppid=,stat=,user=,lstart=,command=` of one process. */
export function parsePsStatus(output: string) {
  const [, pid, parentPid, state = '', user = '', start = '', command = ''] = statusLine.exec(output.trimEnd()) ?? [];
  if (pid === undefined) return null;
  return { parentPid: Number(parentPid), state, user, startedAt: start.replace(/\s+/g, ' '), command };
}

/** Parses `ps -axo pid=,ppid=,rss=,time=,lstart=`; rss is in KiB. */
export function parsePsTable(output: string): ProcessUsage[] {
  return output.split('\n').flatMap((line) => {
    const [, pid, parentPid, rss, time = '', start = ''] = tableLine.exec(line) ?? [];
    if (pid === undefined) return [];
    const startedAt = start.replace(/\s+/g, ' ');
    return [
      {
        pid: Number(pid),
        parentPid: Number(parentPid),
        startedAt,
        cpuMs: parseCpuTime(time),
        memoryBytes: Number(rss) * 1024,
      },
    ];
  });
}

/** Processor time as `ps` prints it, `[[days-]hours:]minutes:seconds[.hundredths]`, in milliseconds. */
export function parseCpuTime(text: string): number {
  const [clock = '', days = '0'] = text.split('-').reverse();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round((Number(days) * 86_400 + seconds) * 1000);
}

/** The pid that holds the client end in the output of `lsof -FpRn`; of a parent and its forked workers, the parent. */
export function parseLsofConnections(output: string, { localPort, remotePort }: Connection): number | null {
  const parents = new Map<number, number>();
  let pid = 0;
  let parentPid = 0;
  for (const line of output.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    else if (line.startsWith('R')) parentPid = Number(line.slice(1));
    else if (line.startsWith('n') && line.includes(`:${remotePort}->`) && line.endsWith(`:${localPort}`))
      parents.set(pid, parentPid);
  }
  return [...parents].find(([, parent]) => !parents.has(parent))?.[0] ?? null;
}

/** First path of each file descriptor kind (`cwd`, `txt`) in the output of `lsof -Ffn`. */
export function parseLsofFiles(output: string): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  let kind = '';
  for (const line of output.split('\n')) {
    if (line.startsWith('f')) kind = line.slice(1);
    else if (line.startsWith('n') && !paths.has(kind)) paths.set(kind, line.slice(1));
  }
  return paths;
}

/** `NAME=value` lines from `ps -E`, which prints the environment behind the command, all in one line. */
export function parsePsEnvironment(output: string, command: string): string[] {
  if (!output.startsWith(command)) return [];
  const variables = output.slice(command.length).split(/\s(?=[A-Za-z_]\w*=)/);
  return variables.filter((variable) => readableVariables.has(variable.slice(0, variable.indexOf('='))));
}
