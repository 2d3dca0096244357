import type { Command } from './command';

/** A row of the table: the summary for help, and the module that is loaded when the command runs. */
export interface Entry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** A noun either is a command itself or has verbs. */
export type Noun = Entry | { readonly summary: string; readonly verbs: Readonly<Record<string, Entry>> };

const runs = {
  list: {
    summary: 'List runs, newest first',
    load: async () => (await import('./runs/list')).list,
  },
  show: {
    summary: 'Show a run whole',
    load: async () => (await import('./runs/show')).show,
  },
  series: {
    summary: "Print a metric's points",
    load: async () => (await import('./runs/series')).series,
  },
  compare: {
    summary: 'Compare runs side by side',
    load: async () => (await import('./runs/compare')).compare,
  },
  diff: {
    summary: "Show how a run's code differs from another's or from the working tree",
    load: async () => (await import('./runs/diff')).diff,
  },
  restore: {
    summary: "Bring back a run's code",
    load: async () => (await import('./runs/restore')).restore,
  },
  undo: {
    summary: 'Take back the last "runs restore --apply"',
    load: async () => (await import('./runs/restore')).undo,
  },
  name: {
    summary: 'Rename a run',
    load: async () => (await import('./runs/change')).name,
  },
  note: {
    summary: "Set a run's note",
    load: async () => (await import('./runs/change')).note,
  },
  tag: {
    summary: 'Set or remove tags of a run',
    load: async () => (await import('./runs/change')).tag,
  },
  star: {
    summary: 'Star runs',
    load: async () => (await import('./runs/change')).star,
  },
  delete: {
    summary: 'Move runs to the Trash',
    load: async () => (await import('./runs/trash')).deleteRuns,
  },
  recover: {
    summary: 'Take runs out of the Trash',
    load: async () => (await import('./runs/trash')).recover,
  },
  export: {
    summary: 'Write runs as CSV, JSON, Markdown or Parquet',
    load: async () => (await import('./runs/export')).exportRuns,
  },
} as const;

const models = {
  list: {
    summary: 'List registered models',
    load: async () => (await import('./models/list')).list,
  },
  show: {
    summary: 'Show a model or one of its versions',
    load: async () => (await import('./models/show')).show,
  },
  register: {
    summary: 'Register what a run made as the next version',
    load: async () => (await import('./models/register')).register,
  },
  describe: {
    summary: 'Describe a model or a version',
    load: async () => (await import('./models/change')).describe,
  },
  rename: {
    summary: 'Rename a model',
    load: async () => (await import('./models/change')).rename,
  },
  delete: {
    summary: 'Delete a model or a version',
    load: async () => (await import('./models/change')).deleteModel,
  },
  alias: {
    summary: 'Point an alias at a version, or remove it',
    load: async () => (await import('./models/change')).alias,
  },
  tag: {
    summary: 'Set or remove tags of a model or a version',
    load: async () => (await import('./models/change')).tag,
  },
  transition: {
    summary: 'Move a version to a stage',
    load: async () => (await import('./models/transition')).transition,
  },
  audit: {
    summary: 'Show what was done, by whom and when',
    load: async () => (await import('./models/audit')).audit,
  },
  verify: {
    summary: 'Check that the audit log is whole',
    load: async () => (await import('./models/verify')).verify,
  },
  state: {
    summary: 'Show what was in which stage, now or at a time',
    load: async () => (await import('./models/state')).state,
  },
} as const;

/** Every command there is. */
export const commandTable: Readonly<Record<string, Noun>> = {
  serve: {
    summary: "Run the folder's tracker in the foreground",
    load: async () => (await import('./storeCommands')).serve,
  },
  exec: {
    summary: 'Run any program as a tracked run',
    load: async () => (await import('./exec/exec')).exec,
  },
  runs: { summary: 'List, compare, change and export runs', verbs: runs },
  models: { summary: 'Register models, move them between stages, and see who did what', verbs: models },
  gates: {
    summary: 'Check the policy of gates and approvals',
    verbs: {
      check: {
        summary: 'Say what is wrong with the policy',
        load: async () => (await import('./gates/check')).check,
      },
    },
  },
  artifacts: {
    summary: 'List and fetch files of runs',
    verbs: {
      list: {
        summary: "List a run's files",
        load: async () => (await import('./artifacts/list')).list,
      },
      get: {
        summary: 'Fetch a file or a folder of a run',
        load: async () => (await import('./artifacts/get')).get,
      },
    },
  },
  doctor: {
    summary: 'Check versions, tracker, store, Git and Python',
    load: async () => (await import('./tracking/doctor')).doctor,
  },
  backup: {
    summary: 'Copy the store into a file while work goes on',
    load: async () => (await import('./tracking/backup')).backup,
  },
  'restore-backup': {
    summary: 'Put a backup in the place of the store',
    load: async () => (await import('./storeCommands')).restoreBackup,
  },
};
