import * as z from 'zod';
import { checkSchema } from './checkSchema';
import {
  argv,
  environment,
  findStage,
  gitRef,
  keyedBy,
  keyedByStage,
  listOf,
  relativePath,
  stage,
  text,
  word,
} from './fields';
import { duration } from './quantities';

/** Someone who may act, by address and handles. */
const person = z
  .strictObject({
    name: text(200).describe('As it is printed on cards and reports.'),
    emails: listOf(z.string().regex(/^[^\s@]+@[^\s@]+$/, { error: 'This is no e-mail address.' })).default([]),
    github: text(100).optional(),
    logins: listOf(text(100)).default([]).describe('Names of accounts on machines, as runs record them.'),
    roles: listOf(word()).default([]),
  })
  .refine(({ emails, github, logins }) => emails.length > 0 || logins.length > 0 || github !== undefined, {
    error: 'A person needs an e-mail address or a handle to be known by.',
  });

const slot = z
  .strictObject({
    role: word().optional(),
    any_of: listOf(word(), { min: 1 }).optional().describe('Who has one of these roles may fill it.'),
    count: z.int().min(1).max(100).default(1).describe('How many people.'),
  })
  .refine(({ role, any_of }) => (role === undefined) !== (any_of === undefined), {
    error: 'An approval needs either role or any_of.',
  })
  .transform(({ role, any_of = [], count }) => ({ roles: role === undefined ? any_of : [role], count }));

const checkIds = listOf(text(100), { max: 200 });

/** `all` alone may stand without brackets. */
const chosenChecks = z.union([z.literal('all').transform(() => ['all']), checkIds.describe('Ids of checks, or all.')]);

const transition = z.strictObject({
  checks: chosenChecks.default([]),
  approvals: listOf(slot).default([]).describe('Every entry must be met.'),
  apply: z.enum(['auto', 'manual']).default('auto').describe('manual: waits for "models transition".'),
  archive_incumbent: z.boolean().optional().describe('What is in Production goes to Archived; true for Production.'),
  min_soak: duration().optional().describe('Time in the stage before.'),
  needs_successor: z.boolean().default(false).describe('Leaves Production only while another version is in it.'),
});

/** The moves that a rule may list. */
export const moves = [
  'None -> Staging',
  'None -> Production',
  'None -> Archived',
  'Staging -> None',
  'Staging -> Production',
  'Staging -> Archived',
  'Production -> Staging',
  'Production -> Archived',
  'Archived -> Staging',
] as const;
export type Move = (typeof moves)[number];

/** The move that a key such as `none->staging` means, or null. */
function findMove(key: string): Move | null {
  const [from, to, ...more] = key.split('->').map((name) => findStage(name.trim()));
  return more.length > 0 ? null : (moves.find((move) => move === `${from} -> ${to}`) ?? null);
}

const rule = z.strictObject({
  match: text(256).describe('Glob on the name of the model: * is any text, ? any character. The first match wins.'),
  checks: listOf(checkSchema).default([]),
  transitions: keyedBy(findMove, moves, transition).prefault({}),
});

const triggerId = word().describe('The same request triggers it once.');

const trigger = z.discriminatedUnion(
  'do',
  [
    z.strictObject({
      id: triggerId,
      do: z.literal('command'),
      run: argv(),
      timeout: duration().prefault('20m'),
      env: environment().default({}),
    }),
    z
      .strictObject({
        id: triggerId,
        do: z.literal('webhook'),
        url: z.string().max(2_000),
        secret_env: z
          .string()
          .regex(/^[A-Za-z_]\w*$/, { error: 'This is no name of a variable.' })
          .optional(),
        secret: text(200).optional().describe("Name in the editor's secret store."),
        allow_loopback: z.boolean().default(false),
      })
      .refine(({ url, allow_loopback }) => isAllowedUrl(url, allow_loopback), {
        path: ['url'],
        error: 'A webhook needs an https address, or http://127.0.0.1 or http://[::1] with allow_loopback: true.',
      })
      .refine(({ secret_env, secret }) => secret_env === undefined || secret === undefined, {
        error: 'A webhook has secret_env or secret, not both.',
      }),
    z.strictObject({ id: triggerId, do: z.literal('task'), name: text(500) }),
    z.strictObject({
      id: triggerId,
      do: z.literal('git_tag'),
      push: z.enum(['never', 'ask', 'always']).default('never'),
    }),
  ],
  { error: 'do takes command, webhook, task or git_tag.' },
);

function isAllowedUrl(address: string, allowLoopback: boolean): boolean {
  const url = URL.parse(address);
  if (url === null || url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  return allowLoopback && url.protocol === 'http:' && ['127.0.0.1', '[::1]'].includes(url.hostname);
}

const exclusions = [
  'requester',
  'registrant',
  'run_author',
  'commit_authors',
  'commit_committers',
  'co_authors',
] as const;

const bindings = ['model_digest', 'evidence', 'policy', 'baseline', 'model_card'] as const;

const approval = z.strictObject({
  exclude: listOf(z.enum(exclusions))
    .default([...exclusions])
    .describe('Who may not approve.'),
  ignore_identities: listOf(text(320)).default([]).describe('E-mail addresses of machines.'),
  stale_on: listOf(z.enum(bindings))
    .default([...bindings])
    .describe('A change of these voids approvals.'),
  min_assurance: z.enum(['claimed', 'authenticated', 'signed', 'host']).default('claimed'),
  approval_valid_for: duration().prefault('7d'),
  allow_self_approval: z.boolean().default(false),
});

const emergency = z.strictObject({
  roles: listOf(word(), { min: 1 }),
  min_reason_chars: z.int().min(1).max(10_000).default(20),
  ticket_required: z.boolean().default(false),
  review_within: duration().prefault('72h'),
  never_skip: checkIds.default([]).describe('Ids of checks that must pass all the same.'),
});

const rollback = z.strictObject({
  checks: chosenChecks.optional().describe("The rule's integrity checks if not given."),
  approvals: listOf(slot).default([]),
  demote_current_to: stage(['Archived', 'Staging']).prefault('Archived'),
});

const gto = z.strictObject({
  register: z.boolean().default(false),
  stages: keyedByStage(['Staging', 'Production'], word()).prefault({}).describe("Stage to the tag's word."),
  push: z.enum(['never', 'ask', 'always']).default('never'),
});

/** The file `.modeltrail/gates.yaml`, version 1; what it parses to has every default, milliseconds and bytes. */
export const policySchema = z.strictObject({
  version: z.literal(1, { error: 'version must be 1.' }),
  read_from: gitRef().optional().describe('Another branch that holds the policy.'),
  trust: z.enum(['protected', 'local']).default('protected').describe('local: the copy in the working tree counts.'),
  people: z.record(word(), person).default({}),
  signers: relativePath().optional().describe('OpenSSH allowed_signers file, read from the same commit.'),
  stages: z
    .strictObject({ max_in: keyedByStage(['Staging', 'Production'], z.int().min(1)).prefault({}) })
    .prefault({})
    .transform(({ max_in }) => ({ max_in: { ...max_in, Production: max_in.Production ?? 1 } })),
  aliases: z
    .strictObject({
      protected: listOf(z.string().regex(/^[A-Za-z0-9_-]{1,255}$/, { error: 'This is no alias.' })).default([]),
    })
    .prefault({}),
  on_register: z.strictObject({ request: stage(['Staging', 'Production', 'Archived']) }).optional(),
  mirror: z.strictObject({ gto: gto.optional() }).prefault({}),
  models: listOf(rule, { max: 1_000 }).default([]).describe('The first rule that matches the name counts.'),
  approval: approval.prefault({}),
  requests: z
    .strictObject({ expires_after: duration().prefault('14d'), remind_after: duration().prefault('2d') })
    .prefault({}),
  emergency: emergency.optional().describe('Without it there is no emergency path.'),
  rollback: rollback.prefault({}),
  on_applied: keyedByStage(['None', 'Staging', 'Production', 'Archived'], listOf(trigger)).prefault({}),
});

export type PolicyFile = z.output<typeof policySchema>;
