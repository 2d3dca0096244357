import type { ProcessReader } from './identity';
import { linuxReader } from './linux';
import { createMacosReader } from './macos';
import { createWindowsReader } from './windows';

/** The reader of this machine's operating system; on an unknown one, that of any Unix with `ps` and `lsof`. */
export const systemReader: ProcessReader =
  process.platform === 'linux'
    ? linuxReader
    : process.platform === 'win32'
      ? createWindowsReader()
      : createMacosReader();
