import { resolve } from 'node:path';
import type { RpcParams } from '../../protocol/rpc';
import { defineCommand, type Options, type Values } from '../command';
import { misuse } from '../failure';
import { resolveRun } from './resolve';

/** Checking out a large tree takes longer than a question may. */
const limitMs = 10 * 60_000;

const options = {
  worktree: { type: 'string', value: 'DIR', help: 'Into a new worktree at DIR' },
  branch: { type: 'string', value: 'NAME', help: 'As a new branch NAME' },
  apply: { type: 'boolean', help: 'Over the working tree, which is kept for "runs undo"' },
} as const satisfies Options;

export const restore = defineCommand({
  about: "Brings back a run's code: into a worktree, as a branch, or over the working tree.",
  operands: ['RUN'],
  options,
  async run({ context, operands: [name], values }) {
    const target = toTarget(values);
    const tracker = await context.tracker();
    const id = await resolveRun(tracker, name, context);
    const answer = await tracker.ask(
      'runs/restoreCode',
      { id, ...target },
      { signal: context.signal, timeoutMs: limitMs },
    );
    return context.reply(
      { runId: id, mode: target.mode, target: target.target ?? null, message: answer.message },
      () => (target.mode === 'apply' ? answer.message : `Restored as ${target.mode} ${answer.message}.`),
    );
  },
});

export const undo = defineCommand({
  about: 'Takes back the last "runs restore --apply".',
  operands: [],
  options: {},
  async run({ context }) {
    const tracker = await context.tracker();
    const answer = await tracker.ask('runs/undoRestoreCode', {}, { signal: context.signal, timeoutMs: limitMs });
    return context.reply(answer, () => answer.message);
  },
});

function toTarget({
  worktree,
  branch,
  apply = false,
}: Values<typeof options>): Pick<RpcParams<'runs/restoreCode'>, 'mode' | 'target'> {
  const given = [worktree !== undefined, branch !== undefined, apply].filter(Boolean).length;
  if (given !== 1) throw misuse('Say where to: --worktree DIR, --branch NAME or --apply.', 'runs restore');
  if (worktree !== undefined) return { mode: 'worktree', target: resolve(worktree) };
  return branch === undefined ? { mode: 'apply' } : { mode: 'branch', target: branch };
}
