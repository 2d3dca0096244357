import { ModelTrailError } from '../../protocol/errors';
import { plural } from '../../protocol/format';
import { prepared, type Db } from '../../store';
import { primaryMetricTags, type Direction } from '../compare';
import { checkActive, checkNewName, readExperiment } from '../experiments';
import { invalid } from '../limits';
import { record, type Recorded } from './record';
import { quoted } from './words';

interface OfExperiment {
  readonly id: string;
  readonly now: number;
}

/** Gives an active experiment another name. Throws `NAME_TAKEN`. */
export function changeExperimentName(db: Db, { id, name, now }: OfExperiment & { readonly name: string }): Recorded {
  const experiment = readExperiment(db, id);
  checkNewName(db, experiment, name);
  return record(db, {
    label: `Rename experiment ${quoted(experiment.name)} to ${quoted(name)}`,
    edits: [{ field: 'experiment.name', targets: [experiment.id], to: name }],
    now,
  });
}

/** Moves an experiment and its runs to the Trash. `Default` stays: runs that name no experiment go there. */
export function trashExperiment(db: Db, { id, now }: OfExperiment): Recorded {
  const experiment = readExperiment(db, id);
  checkActive(experiment);
  if (experiment.id === '0') {
    throw invalid(
      `Experiment ${quoted(experiment.name)} cannot be deleted: runs that name no experiment go there.`,
      'Delete its runs instead.',
    );
  }
  const targets = runsOf(db, experiment.id, "lifecycle = 'active'");
  return record(db, {
    label: `Delete experiment ${quoted(experiment.name)}${withRuns(targets.length)}`,
    // The runs first: undo goes backwards, and a run comes back to an experiment that is there.
    edits: [
      { field: 'run.deleted', targets, to: String(now) },
      { field: 'experiment.deleted', targets: [experiment.id], to: String(now) },
    ],
    now,
  });
}

/** Takes an experiment and the runs that were deleted with it out of the Trash. */
export function untrashExperiment(db: Db, { id, now }: OfExperiment): Recorded {
  const experiment = readExperiment(db, id);
  if (experiment.lifecycle !== 'deleted') {
    throw new ModelTrailError('INVALID_VALUE', `Experiment ${quoted(experiment.name)} is not in the Trash.`);
  }
  const together = "lifecycle = 'deleted' AND deleted_time = (SELECT updated FROM experiments WHERE id = experiment)";
  const targets = runsOf(db, experiment.id, together);
  return record(db, {
    label: `Restore experiment ${quoted(experiment.name)}${withRuns(targets.length)}`,
    edits: [
      { field: 'experiment.deleted', targets: [experiment.id], to: null },
      { field: 'run.deleted', targets, to: null },
    ],
    now,
  });
}

/** Says which metric of an experiment counts, and which way is better. */
export function changePrimaryMetric(db: Db, { id, now, ...metric }: OfExperiment & Direction): Recorded {
  const experiment = readExperiment(db, id);
  checkActive(experiment);
  return record(db, {
    label: `Set primary metric of ${quoted(experiment.name)} to ${quoted(metric.key)}`,
    edits: primaryMetricTags(metric).map(({ key, value }) => ({
      field: 'experiment.tag',
      key,
      targets: [experiment.id],
      to: value,
    })),
    now,
  });
}

function runsOf(db: Db, experiment: string, condition: string): readonly string[] {
  return prepared(db, `SELECT uuid FROM runs WHERE experiment = CAST(? AS INTEGER) AND ${condition}`, 'value').all(
    experiment,
  ) as readonly string[];
}

function withRuns(count: number): string {
  return count === 0 ? '' : ` and ${plural(count, 'run')}`;
}
