import * as z from 'zod';
import { driftSeverities, fairnessMeasures, lineageParts } from '../checks/definitions';
import { argv, environment, gitRef, listOf, relativePath, text, word } from './fields';
import { duration, size } from './quantities';

const common = {
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,99}$/, { error: "An id is made of a-z, 0-9, '_' and '-', and starts with a letter." })
    .refine((id) => id !== 'all', { error: "'all' stands for every check; choose another id." })
    .describe('Names the check in transitions; once in a rule.'),
  severity: z
    .enum(['blocking', 'advisory'])
    .default('blocking')
    .describe('advisory: what fails or cannot be judged becomes a warning.'),
  on_missing: z
    .enum(['error', 'warn', 'skip'])
    .default('error')
    .describe('What an absent input means. A NaN is never absent.'),
};

const key = text(500);

const metric = z
  .strictObject({
    ...common,
    kind: z.literal('metric'),
    metric: key.describe("Key of the run's metric; its latest point counts."),
    goal: z.enum(['max', 'min']).default('max').describe('Which way is better.'),
    at_least: z.number().optional().describe('The least value that passes.'),
    at_most: z.number().optional().describe('The greatest value that passes.'),
    vs_baseline: z
      .strictObject({
        min_delta: z.number().default(0).describe('How much better it must be; negative: a loss that is tolerated.'),
        mode: z.enum(['abs', 'rel']).default('abs').describe('rel divides the difference by the value in Production.'),
      })
      .optional()
      .describe('Compares with the version in Production.'),
    same_dataset: z.boolean().default(false).describe('Both values must come from the same data.'),
    dataset: key.optional().describe('Takes only points that were logged with this dataset.'),
    context: key.optional().describe('Takes only points whose dataset has this context.'),
    on_no_baseline: z.enum(['skip', 'fail']).default('skip').describe('What no version in Production means.'),
  })
  .refine(({ at_least, at_most, vs_baseline }) => at_least !== undefined || at_most !== undefined || vs_baseline, {
    error: 'A metric check needs at_least, at_most or vs_baseline.',
  });

const latency = z
  .strictObject({
    ...common,
    kind: z.literal('latency'),
    metric: key.optional().describe('A logged value in milliseconds.'),
    samples: key.optional().describe('A metric whose points are samples in milliseconds.'),
    percentile: z.number().min(0).max(100).default(95),
    at_most: z.number().nonnegative().describe('Milliseconds.'),
    min_samples: z.int().positive().optional().describe('How many samples there must be.'),
    same_hardware: z
      .enum(['off', 'warn', 'fail'])
      .default('warn')
      .describe('What it means when the version in Production was measured on other hardware.'),
  })
  .refine(({ metric, samples }) => (metric === undefined) !== (samples === undefined), {
    error: 'A latency check needs either metric or samples.',
  });

const fairness = z
  .strictObject({
    ...common,
    kind: z.literal('fairness'),
    measure: z.enum(fairnessMeasures),
    agg: z.enum(['worst_case', 'mean']).default('worst_case'),
    method: z.enum(['between_groups', 'to_overall']).default('between_groups'),
    sensitive: listOf(key, { min: 1 }).optional().describe('Attributes that make the groups.'),
    at_most: z.number().optional().describe('The greatest difference that passes.'),
    at_least: z.number().optional().describe('The least ratio that passes.'),
    counts: relativePath().optional().describe("The run's file of counts per group; fairness.json if not given."),
    metric: key.optional().describe('A logged value, in place of counts.'),
    min_group_n: z.int().nonnegative().default(30).describe('A smaller group cannot be judged.'),
  })
  .refine(({ at_least, at_most }) => at_least !== undefined || at_most !== undefined, {
    error: 'A fairness check needs at_most or at_least.',
  })
  .refine(({ counts, metric }) => counts === undefined || metric === undefined, {
    error: 'A fairness check reads counts or metric, not both.',
  });

const kinds = [
  metric,
  latency,
  z.strictObject({
    ...common,
    kind: z.literal('size'),
    at_most: size().describe("Greatest sum of the model's files."),
  }),
  fairness,
  z.strictObject({
    ...common,
    kind: z.literal('drift'),
    severity_in: listOf(z.enum(driftSeverities), { min: 1 }).default(['none', 'moderate']),
    max_drifted_share: z.number().min(0).max(1).optional(),
    max_age: duration().prefault('7d').describe('An older report counts as absent.'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('dataset'),
    context: key.default('eval'),
    same_as_baseline: z.boolean().default(true),
    digest: key.optional().describe('The digest that the data must have.'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('lineage'),
    require: listOf(z.enum(lineageParts), { min: 1 }).describe('What must be known; a guess does not count.'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('git'),
    clean: z.boolean().default(true).describe('The tree had no changes when the run was made.'),
    reachable_from: gitRef().optional().describe("The run's commit must be in this branch."),
    pushed: z.boolean().default(false),
    signed: z.enum(['off', 'warn', 'fail']).default('off'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('model_card'),
    path: relativePath().default('MODEL_CARD.md'),
    require: listOf(key).default(['license', 'datasets', 'metrics']).describe('Keys of the front matter.'),
    sections: listOf(key).default([]).describe('Headings that must have text below them.'),
    no_placeholders: z.boolean().default(true),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('integrity'),
    signature: z.enum(['off', 'optional', 'required']).default('off'),
    signers: relativePath().optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('command'),
    run: argv().describe('The program and its arguments; no shell.'),
    timeout: duration().prefault('10m'),
    result: relativePath().optional().describe('A JSON file {status, observed, message} that the command writes.'),
    env: environment().default({}),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('pipeline'),
    stage: word().describe('A stage of dvc.yaml.'),
    run: z.boolean().default(false),
  }),
] as const;

const kindNames = kinds.map((kind) => kind.shape.kind.value);

/** Any check of a rule. */
export const checkSchema = z.discriminatedUnion('kind', kinds, {
  error: `kind takes ${kindNames.join(', ')}.`,
});

/** A check with every default of its kind; durations in milliseconds, sizes in bytes. */
export type CheckDefinition = z.output<typeof checkSchema>;
