import { deflateSync, crc32 } from 'node:zlib';
import type { RunFiles } from './compareFixtures';
import { hostileName, ids } from './fixtures';

/** A PNG of one colour, as base64 for the fake host. */
function png(red: number, green: number, blue: number, side = 96): string {
  const row = Buffer.from([0, ...Array.from({ length: side }, () => [red, green, blue]).flat()]);
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2], 8);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const file = Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
  return `base64:${file.toString('base64')}`;
}

function logged(step: number, digit: string): string {
  return `images/val~samples+step+${step}+timestamp+17000000000${step}+${digit.repeat(8)}.png`;
}

/** Pictures, matrices, tables and text; the hostile run lacks the pictures and one file. */
export const runFiles: RunFiles = {
  [ids.otter]: {
    [logged(0, '1')]: png(20, 90, 160),
    [logged(10, '1')]: png(40, 140, 200),
    'confusion.csv': ',cat,dog,newt\ncat,48,2,0\ndog,3,45,2\nnewt,1,0,49\n',
    'results.csv': 'name,score\na,0.5\nb,0.75\n',
    'notes.txt': 'a wider net\nseed fixed\n',
    'model/weights.bin': 'binary',
  },
  [ids.fox]: {
    [logged(0, '2')]: png(160, 90, 20),
    [logged(5, '2')]: png(200, 140, 40),
    'confusion.csv': ',cat,dog,newt\ncat,44,6,0\ndog,1,48,1\nnewt,0,0,50\n',
    'results.csv': 'name,score\na,0.5\nb,0.8\nc,0.1\n',
    'notes.txt': 'a wider net\nseed of the day\n',
    'model/weights.bin': 'binary',
  },
  [ids.hostile]: {
    'results.csv': `name,score\n${hostileName},0.5\n`,
    'notes.txt': hostileName,
  },
};
