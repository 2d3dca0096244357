import assert from 'node:assert/strict';
import { identifyProcess, startSampler, type Sample } from '../../../../src/runs/process';
import { toMetrics } from '../../../../src/runs/process/sampler';
import { ManualClock } from './manualClock';
import { end, nextLine, Stage } from './realProcesses';

describe('sampling a run', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = new Stage();
    await stage.open();
  });

  afterEach(() => stage.close());

  /** A parent that holds no memory of note and a child that holds 60 MB and has computed. */
  async function startTree() {
    const script = [
      'import os, sys, time',
      'if os.fork() == 0:',
      '  held = b"x" * 60_000_000',
      '  while time.process_time() < 0.2: pass',
      '  print("ready", flush=True)',
      'sys.stdin.read()',
    ].join('\n');
    const child = stage.start('python3', ['-c', script]);
    const identity = (await identifyProcess(child.pid!))!;
    return { child, identity };
  }

  it('counts the descendants of the process and numbers the samples', async () => {
    const { child, identity } = await startTree();
    const clock = new ManualClock();
    const samples: Sample[] = [];
    const sampler = startSampler({ identity, intervalMs: 1000, clock, onSample: (sample) => samples.push(sample) });
    await nextLine(child);
    await clock.fireAndWait();
    await clock.fireAndWait();
    sampler.stop();
    assert.deepEqual(
      samples.map(({ index, at }) => [index, at]),
      [
        [0, 1000],
        [1, 2000],
      ],
    );
    const metrics = samples[1]?.metrics ?? {};
    assert.ok((metrics['system/process_memory_megabytes'] ?? 0) > 60);
    for (const name of ['cpu_utilization_percentage', 'system_memory_usage_percentage'])
      assert.ok((metrics[`system/${name}`] ?? 0) >= 0 && (metrics[`system/${name}`] ?? 0) <= 100, name);
    assert.equal(clock.waiting, 0);
  });

  it('ends by itself when the process is gone', async () => {
    const { child, identity } = await startTree();
    await nextLine(child);
    const clock = new ManualClock();
    let samples = 0;
    startSampler({ identity, clock, onSample: () => (samples += 1) });
    await clock.fireAndWait();
    await end(child);
    const later = new ManualClock();
    const self = (await identifyProcess(process.pid))!;
    const other = startSampler({ identity: self, clock: later, onSample: () => undefined });
    clock.fire();
    await later.fireAndWait();
    other.stop();
    assert.equal(samples, 1);
    assert.equal(clock.waiting, 0);
  });
});

describe('the metrics between two readings', () => {
  const system = { busy: 100, idle: 300, memoryUsedBytes: 4e9, memoryTotalBytes: 16e9 };
  const before = { elapsed: 0, system, tree: { cpuMs: 1000, memoryBytes: 1e6 } };

  it('are rates of the time between', () => {
    const now = {
      elapsed: 10_000,
      system: { ...system, busy: 200, idle: 600 },
      tree: { cpuMs: 16_000, memoryBytes: 250e6 },
    };
    assert.deepEqual(toMetrics(before, now, []), {
      'system/cpu_utilization_percentage': 25,
      'system/system_memory_usage_megabytes': 4000,
      'system/system_memory_usage_percentage': 25,
      'system/process_cpu_percentage': 150,
      'system/process_memory_megabytes': 250,
    });
  });

  it('are never negative when a worker has left the tree, and absent when no time has passed', () => {
    const left = toMetrics(before, { ...before, elapsed: 1000, tree: { cpuMs: 10, memoryBytes: 1e6 } }, []);
    assert.equal(left['system/process_cpu_percentage'], 0);
    assert.equal('system/cpu_utilization_percentage' in left, false);
  });

  it('have a set for each graphics processor, without what it does not report', () => {
    const gpu = { index: 1, utilizationPercentage: 80, memoryUsedBytes: 2e9, memoryTotalBytes: 8e9 };
    const metrics = toMetrics(before, before, [{ ...gpu, powerWatts: 70, powerLimitWatts: null }]);
    const names = Object.entries(metrics).filter(([name]) => name.startsWith('system/gpu_1'));
    assert.deepEqual(Object.fromEntries(names), {
      'system/gpu_1_utilization_percentage': 80,
      'system/gpu_1_memory_usage_megabytes': 2000,
      'system/gpu_1_memory_usage_percentage': 25,
      'system/gpu_1_power_usage_watts': 70,
    });
  });
});
