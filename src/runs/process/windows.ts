import { join } from 'node:path/win32';
import * as z from 'zod';
import type { Connection, ProcessDetails, ProcessReader, ProcessUsage } from './identity';
import { maskCommandLine } from './maskCommandLine';
import { runTool, type RunTool } from './runTool';
import { splitWindowsCommandLine } from './windowsCommandLine';

const systemFolder = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32');
const netstat = join(systemFolder, 'netstat.exe');
const powerShell = join(systemFolder, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
const powerShellTimeoutMs = 15_000;
const startColumn = `@{n='start';e={if($_.CreationDate){$_.CreationDate.ToUniversalTime().ToString('o')}}}`;

const processRow = z.object({
  ProcessId: z.number(),
  ParentProcessId: z.number(),
  start: z.string().nullable(),
  CommandLine: z.string().nullable(),
  ExecutablePath: z.string().nullable(),
  user: z.string().nullable(),
  parentExecutable: z.string().nullable(),
});

const usageRow = z.object({
  ProcessId: z.number(),
  ParentProcessId: z.number(),
  start: z.string().nullable(),
  KernelModeTime: z.number(),
  UserModeTime: z.number(),
  WorkingSetSize: z.number(),
});

/** Windows: `netstat` and CIM through PowerShell; the working directory of another process cannot be read there. */
export function createWindowsReader(run: RunTool = runTool): ProcessReader {
  const script = (text: string) => {
    const utf8 = '[Console]::OutputEncoding=[Text.Encoding]::UTF8;';
    return run(powerShell, ['-NoProfile', '-NonInteractive', '-Command', utf8 + text], powerShellTimeoutMs);
  };
  const describe = async (pid: number) => parseProcess((await script(processScript(pid))) ?? '');
  const identify = async (pid: number) => {
    const start = (await describe(pid))?.start;
    return typeof start === 'string' ? { pid, startedAt: start } : null;
  };
  return {
    identify,
    async findByConnection(connection) {
      const pid = parseNetstat((await run(netstat, ['-ano'])) ?? '', connection);
      return pid === null ? null : identify(pid);
    },
    async read(identity): Promise<ProcessDetails | null> {
      const found = await describe(identity.pid);
      if (found?.start !== identity.startedAt) return null;
      const { parentExecutable } = found;
      return {
        identity,
        parentPid: found.ParentProcessId,
        commandLine: maskCommandLine(splitWindowsCommandLine(found.CommandLine ?? '')),
        workingDirectory: null,
        executable: found.ExecutablePath,
        user: found.user,
        environment: {},
        launcher: parentExecutable !== null && /\\python(w?)\.exe$/i.test(parentExecutable) ? parentExecutable : null,
      };
    },
    async list() {
      const columns = `ProcessId,ParentProcessId,${startColumn},KernelModeTime,UserModeTime,WorkingSetSize`;
      return parseUsage(
        (await script(`Get-CimInstance Win32_Process|Select ${columns}|ConvertTo-Json -Compress`)) ?? '',
      );
    },
    // A PowerShell costs a third of a second of processor time: look at the start token once in half a minute.
    checksPerIdentification: 15,
  };
}

function processScript(pid: number): string {
  const owner = `@{n='user';e={(Invoke-CimMethod -InputObject $_ -MethodName GetOwner).User}}`;
  const parent = `@{n='parentExecutable';e={(Get-CimInstance Win32_Process -Filter ('ProcessId='+$_.ParentProcessId)).ExecutablePath}}`;
  const columns = `ProcessId,ParentProcessId,${startColumn},CommandLine,ExecutablePath,${owner},${parent}`;
  return `Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}'|Select ${columns}|ConvertTo-Json -Compress`;
}

/** Parses the JSON of one process; null when there was none. */
export function parseProcess(output: string): z.infer<typeof processRow> | null {
  return processRow.safeParse(parseJson(output)).data ?? null;
}

/** Parses the JSON of the process table; a parent younger than its child is another process that got the old pid. */
export function parseUsage(output: string): ProcessUsage[] {
  const rows = z.array(usageRow).safeParse(parseJson(output)).data ?? [];
  const starts = new Map(rows.map((row) => [row.ProcessId, row.start ?? '']));
  return rows.map((row) => ({
    pid: row.ProcessId,
    parentPid: (starts.get(row.ParentProcessId) ?? '') > (row.start ?? '') ? 0 : row.ParentProcessId,
    startedAt: row.start ?? '',
    cpuMs: (row.KernelModeTime + row.UserModeTime) / 10_000,
    memoryBytes: row.WorkingSetSize,
  }));
}

function parseJson(output: string): unknown {
  try {
    return JSON.parse(output) as unknown;
  } catch {
    return null;
  }
}

/** The pid of the client end in the output of `netstat -ano`; states are translated on some systems, so not looked at. */
export function parseNetstat(output: string, { localPort, remotePort }: Connection): number | null {
  for (const line of output.split('\n')) {
    const [protocol, local = '', remote = '', , pid] = line.trim().split(/\s+/);
    const isLoopback = [local, remote].every((address) => /^(127\.|\[::1\])/.test(address));
    if (protocol !== 'TCP' || !isLoopback || pid === undefined || pid === '0') continue;
    if (local.endsWith(`:${remotePort}`) && remote.endsWith(`:${localPort}`)) return Number(pid);
  }
  return null;
}
