import type { TrackerClient } from '../../client';
import type { Context } from '../context';
import { toLine } from '../printable';
import { plural, shortId } from '../../protocol/format';

/** Answers with runs as they are after a change: whole documents in JSON, one line a run for people. */
export async function replyRuns(context: Context, tracker: TrackerClient, ids: readonly string[]): Promise<number> {
  const { signal } = context;
  const runs = await Promise.all(ids.map((id) => tracker.ask('runs/read', { id }, { signal })));
  return context.reply({ runs }, () =>
    [`Changed ${plural(runs.length, 'run')}:`, ...runs.map((run) => `${shortId(run.id)}  ${toLine(run.name)}`)].join(
      '\n',
    ),
  );
}
