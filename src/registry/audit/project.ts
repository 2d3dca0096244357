import type { KeyValue } from '../../runs';
import { prepared, type Db } from '../../store';
import { foldName } from '../names';
import { semverOrder } from '../semver';
import type { AuditEvent, EventOf } from './events';

/** Carries an event into the registry's tables. */
export function project(db: Db, event: AuditEvent): void {
  const now = Date.parse(event.ts);
  const run = (sql: string, ...values: readonly unknown[]): void => void prepared(db, sql).run(...values);
  switch (event.action) {
    case 'model.created':
      run(
        `INSERT INTO registry_models (id, name, folded_name, description, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)`,
        event.modelId,
        event.model,
        foldName(event.model),
        event.description ?? null,
        now,
        now,
      );
      {
        setTags(db, event.modelId, event.tags ?? []);
        return;
      }
    case 'model.renamed': {
      run(
        'UPDATE registry_models SET name = ?, folded_name = ?, updated_at = ? WHERE id = ?',
        event.to,
        foldName(event.to),
        now,
        event.modelId,
      );
      return;
    }
    case 'model.described': {
      run(
        'UPDATE registry_models SET description = ?, updated_at = ? WHERE id = ?',
        event.description || null,
        now,
        event.modelId,
      );
      return;
    }
    case 'model.deleted': {
      run("UPDATE registry_models SET lifecycle = 'deleted', updated_at = ? WHERE id = ?", now, event.modelId);
      return;
    }
    case 'version.registered':
      insertVersion(db, event, now);
      setTags(db, event.versionId, event.tags ?? []);
      {
        touchModel(db, event.modelId, now);
        return;
      }
    case 'version.described': {
      run(
        'UPDATE registry_versions SET description = ?, updated_at = ? WHERE id = ?',
        event.description || null,
        now,
        event.versionId,
      );
      return;
    }
    case 'version.deleted':
      run("UPDATE registry_versions SET lifecycle = 'deleted', updated_at = ? WHERE id = ?", now, event.versionId);
      run('DELETE FROM registry_aliases WHERE version_id = ?', event.versionId);
      {
        touchModel(db, event.modelId, now);
        return;
      }
    case 'alias.set': {
      run(
        `INSERT INTO registry_aliases (model_id, alias, version_id) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET version_id = excluded.version_id`,
        event.modelId,
        event.alias,
        event.versionId,
      );
      return;
    }
    case 'alias.removed': {
      run('DELETE FROM registry_aliases WHERE model_id = ? AND alias = ?', event.modelId, event.alias);
      return;
    }
    case 'tag.set': {
      setTags(db, event.versionId ?? event.modelId, [{ key: event.key, value: event.value }]);
      return;
    }
    case 'tag.removed': {
      run('DELETE FROM registry_tags WHERE subject = ? AND key = ?', event.versionId ?? event.modelId, event.key);
      return;
    }
    case 'stage.changed':
      run(
        'UPDATE registry_versions SET stage = ?, stage_since = ?, updated_at = ? WHERE id = ?',
        event.to,
        now,
        now,
        event.versionId,
      );
      {
        touchModel(db, event.modelId, now);
        return;
      }
    case 'clock.skewed':
    case 'store.repaired':
      return;
  }
}

function insertVersion(db: Db, event: EventOf<'version.registered'>, now: number): void {
  prepared(
    db,
    `INSERT INTO registry_versions (id, model_id, version, semver, semver_order, stage, stage_since, source, location,
       run_id, logged_model_id, run_link, description, git_commit, git_dirty, root_digest, size_bytes, files, parents,
       registered_by, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, 'None', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    event.versionId,
    event.modelId,
    event.version,
    event.semver,
    semverOrder(event.semver),
    now,
    event.source,
    event.location,
    event.runId ?? null,
    event.loggedModelId ?? null,
    event.runLink ?? null,
    event.description ?? null,
    event.git?.commit ?? null,
    event.git?.dirty === undefined || event.git.dirty === null ? null : Number(event.git.dirty),
    event.rootDigest ?? null,
    event.sizeBytes ?? null,
    event.files ?? null,
    JSON.stringify(event.parents ?? []),
    JSON.stringify(event.actor),
    now,
    now,
  );
}

function setTags(db: Db, subject: string, tags: readonly KeyValue[]): void {
  const statement = prepared(
    db,
    'INSERT INTO registry_tags (subject, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  for (const { key, value } of tags) statement.run(subject, key, value);
}

function touchModel(db: Db, id: string, now: number): void {
  prepared(db, 'UPDATE registry_models SET updated_at = ? WHERE id = ?').run(now, id);
}
