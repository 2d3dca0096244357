import assert from 'node:assert/strict';
import { findClientSocket } from '../../../../src/runs/process/linuxSockets';
import { parseStat } from '../../../../src/runs/process/linuxStat';
import { sumTree } from '../../../../src/runs/process/processTree';
import { parseProcessorTimes } from '../../../../src/runs/process/systemUsage';

const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, remote: string, state: string, inode: number) =>
  `   7: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0000000003099efc 20 4 30 10 -1\n`;

describe('the tables of /proc/net', () => {
  const connection = { localPort: 5000, remotePort: 40_000 };

  it('tell the client end of a connection from the server end', () => {
    const server = row('0100007F:1388', '0100007F:9C40', '01', 11);
    const client = row('0100007F:9C40', '0100007F:1388', '01', 22);
    assert.deepEqual(findClientSocket(header + server + client, connection), { inode: '22', uid: 1000 });
  });

  it('know the client by IPv6 and by IPv4 in IPv6', () => {
    const six = row('00000000000000000000000001000000:9C40', '00000000000000000000000001000000:1388', '01', 33);
    const mapped = row('0000000000000000FFFF00000100007F:9C40', '0000000000000000FFFF00000100007F:1388', '01', 44);
    assert.equal(findClientSocket(header + six, connection)?.inode, '33');
    assert.equal(findClientSocket(header + mapped, connection)?.inode, '44');
  });

  it('give nothing for another machine, a connection that waits out, or an empty table', () => {
    const foreign = row('0200000A:9C40', '0300000A:1388', '01', 55);
    const waiting = row('0100007F:9C40', '0100007F:1388', '06', 0);
    assert.equal(findClientSocket(header + foreign + waiting, connection), null);
    assert.equal(findClientSocket('', connection), null);
  });

  it('are read to the last line when it has no line feed', () => {
    const client = row('0100007F:9C40', '0100007F:1388', '01', 66).trimEnd();
    assert.equal(findClientSocket(client, connection)?.inode, '66');
  });
});

describe('/proc/PID/stat', () => {
  const text =
    '42 (a) b (c) S 7 42 42 0 -1 4194304 2855 6603 0 0 10 20 3 4 20 0 1 0 129772 16961536 3351 18446744073709551615 1\n';

  it('is read behind a name with blanks and brackets', () => {
    assert.deepEqual(parseStat(text), {
      ...{ pid: 42, state: 'S', parentPid: 7, cpuTicks: 37, startTicks: '129772', residentPages: 3351 },
    });
  });

  it('is nothing when it is cut short', () => {
    assert.equal(parseStat('42 (a) S 7'), null);
    assert.equal(parseStat(''), null);
  });
});

describe('the processor line of /proc/stat', () => {
  it('counts waiting for disks as idle', () => {
    const times = parseProcessorTimes('cpu  100 10 50 800 40 1 2 3 9 9\ncpu0 1 1 1 1 1 1 1 1 1 1\n');
    assert.deepEqual(times, { busy: 166, idle: 840 });
  });
});

describe('a process tree', () => {
  const usage = (pid: number, parentPid: number) => ({
    ...{ pid, parentPid, startedAt: `s${pid}`, cpuMs: pid * 10, memoryBytes: pid * 1000 },
  });
  const table = [usage(1, 0), usage(5, 1), usage(6, 5), usage(7, 6), usage(8, 1)];

  it('is the process and all its descendants', () => {
    assert.deepEqual(sumTree(table, { pid: 5, startedAt: 's5' }), { cpuMs: 180, memoryBytes: 18_000 });
  });

  it('is nothing when the root is another process or gone', () => {
    assert.equal(sumTree(table, { pid: 5, startedAt: 'other' }), null);
    assert.equal(sumTree(table, { pid: 99, startedAt: 's99' }), null);
  });
});
