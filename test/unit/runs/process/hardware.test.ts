import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, hostname, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { readHardware } from '../../../../src/runs/process';
import { parseCpuInfo } from '../../../../src/runs/process/hardware';
import { findNvidiaTool, parseGpuUsage, readNvidiaGpus, readNvidiaUsage } from '../../../../src/runs/process/nvidia';
import { runTool } from '../../../../src/runs/process/runTool';

describe('the hardware', () => {
  it('is that of this machine', async () => {
    const hardware = await readHardware();
    assert.equal(hardware.host, hostname());
    assert.equal(hardware.cpuCount, cpus().length);
    assert.equal(hardware.memoryBytes, totalmem());
    assert.deepEqual(JSON.parse(JSON.stringify(hardware)), hardware);
  });

  it('has no processor name where the system tells none', () => {
    const info = 'processor\t: 0\nBogoMIPS\t: 50.00\n\nprocessor\t: 1\nBogoMIPS\t: 50.00\n';
    assert.deepEqual(parseCpuInfo(info), { model: null, count: 2 });
  });
});

describe('NVIDIA processors', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modeltrail-gpu-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function install(script: string): Promise<string | null> {
    const path = join(folder, 'nvidia-smi');
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    return findNvidiaTool(`/nowhere:relative:${folder}`);
  }

  it('are named and measured by the tool on the search path', async () => {
    const tool = await install(
      'case "$1" in *name*) echo "NVIDIA A100-SXM4-80GB, 81920";; *) echo "0, 37, 1024, 81920, 93.45, 400.00";; esac',
    );
    assert.deepEqual(await readNvidiaGpus(tool), [{ name: 'NVIDIA A100-SXM4-80GB', memoryBytes: 85_899_345_920 }]);
    assert.deepEqual(await readNvidiaUsage(tool), [
      {
        index: 0,
        utilizationPercentage: 37,
        memoryUsedBytes: 1_073_741_824,
        memoryTotalBytes: 85_899_345_920,
        powerWatts: 93.45,
        powerLimitWatts: 400,
      },
    ]);
  });

  it('are none when the tool is missing or fails', async () => {
    assert.equal(await findNvidiaTool(folder), null);
    assert.deepEqual(await readNvidiaUsage(null), []);
    const failing = await install(
      'echo "NVIDIA-SMI has failed because it could not communicate with the driver"; exit 9',
    );
    assert.deepEqual(await readNvidiaUsage(failing), []);
  });

  it('leave out figures that a model does not report', () => {
    const [usage] = parseGpuUsage('0, [N/A], 512, 8192, [Not Supported], [N/A]\n');
    assert.deepEqual([usage?.utilizationPercentage, usage?.powerWatts], [null, null]);
    assert.equal(usage?.memoryUsedBytes, 536_870_912);
  });

  it('do not hold up the caller when the tool hangs', async () => {
    const tool = await install('exec sleep 600');
    assert.equal(await runTool(tool!, [], 50), null);
  });
});
