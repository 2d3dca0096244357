import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { toError } from '../protocol/errors';
import {
  listActiveRuns,
  listMetricKeys,
  logBatch,
  markLost,
  readRunInfo,
  readSurroundings,
  writeSurroundings,
  type RunInfo,
} from '../runs';
import {
  findProcessByConnection,
  identifyProcess,
  isAlive,
  readProcess,
  readRunEnvironment,
  startSampler,
  watchExit,
  type ProcessIdentity,
  type Sample,
} from '../runs/process';
import type { Services } from './services';

const storedIdentity = z.object({ pid: z.int(), startedAt: z.string() });

/**
 * What ties runs to their operating-system processes: describes the process once, samples its use of the machine, and
 * marks the run lost when it is gone without having ended the run. Best effort: nothing here fails a run.
 */
export class ProcessLinks {
  private readonly stops = new Map<string, () => void>();

  constructor(private readonly services: Services) {}

  /** Links the process at the other end of the request that made the run. */
  async linkByConnection(run: RunInfo, request: FastifyRequest): Promise<void> {
    const { localPort, remotePort } = request.raw.socket;
    if (localPort === undefined || remotePort === undefined) return;
    await this.link(run, await findProcessByConnection({ localPort, remotePort }));
  }

  async linkByPid(run: RunInfo, pid: number): Promise<void> {
    await this.link(run, await identifyProcess(pid));
  }

  /** Takes up again the processes of runs that were active when the last tracker of this folder ended. */
  async resume(): Promise<void> {
    const runs = listActiveRuns(this.services.db);
    const known = readSurroundings(
      this.services.db,
      runs.map((run) => run.row),
    );
    for (const run of runs) {
      const identity = storedIdentity.safeParse(known.get(run.row)?.process).data;
      if (!identity) continue;
      if (await isAlive(identity)) this.watch(run, identity);
      else this.lose(run.id);
    }
  }

  stop(): void {
    for (const stop of this.stops.values()) stop();
    this.stops.clear();
  }

  /** Of a process that cannot be told, or is gone already, the machine is known all the same. */
  private async link(run: RunInfo, identity: ProcessIdentity | null): Promise<void> {
    try {
      if (identity) this.watch(run, identity);
      const details = identity && (await readProcess(identity));
      const environment = await readRunEnvironment(details);
      if (this.services.ending.aborted) return;
      writeSurroundings(this.services.db, run.row, {
        process: details && {
          ...identity,
          commandLine: details.commandLine,
          workingDirectory: details.workingDirectory,
          executable: details.executable,
          user: details.user,
        },
        environment,
      });
      this.services.changes.run(run.id);
    } catch (error) {
      this.services.log(`The process of run ${run.id} could not be described: ${toError(error).message}`);
    }
  }

  private watch(run: RunInfo, identity: ProcessIdentity): void {
    this.stops.get(run.id)?.();
    const exit = watchExit(identity, () => this.lose(run.id));
    const sampler = startSampler({
      identity,
      onSample: (sample) => {
        if (!this.writeSample(run, sample)) sampler.stop();
      },
    });
    this.stops.set(run.id, () => {
      exit.stop();
      sampler.stop();
    });
  }

  /** False when sampling is to end: the run has ended, or the client samples the machine itself. */
  private writeSample(run: RunInfo, sample: Sample): boolean {
    try {
      const current = readRunInfo(this.services.db, run.id);
      if (current.status !== 'RUNNING' || current.lifecycle !== 'active') return false;
      const counts = new Map(listMetricKeys(this.services.db, [run.row]).map(({ key, points }) => [key, points]));
      const isOurs = Object.keys(sample.metrics).every((key) => (counts.get(key) ?? 0) <= sample.index);
      if (!isOurs) return false;
      const metrics = Object.entries(sample.metrics).map(([key, value]) => ({
        key,
        value,
        timestamp: sample.at,
        step: sample.index,
      }));
      // The sampler's voice is not the run's: `now` stays what the run itself last said.
      logBatch(this.services.db, { id: run.id, metrics, now: current.lastActivity });
      this.services.changes.run(run.id);
      return true;
    } catch (error) {
      this.services.log(`A sample of run ${run.id} was not kept: ${toError(error).message}`);
      return false;
    }
  }

  private lose(id: string): void {
    this.stops.get(id)?.();
    this.stops.delete(id);
    if (this.services.ending.aborted) return;
    markLost(this.services.db, id, this.services.now());
    this.services.changes.run(id);
    this.services.changes.list('runs');
  }
}
