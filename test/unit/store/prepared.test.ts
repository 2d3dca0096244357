import assert from 'node:assert/strict';
import { openStore, prepared, preparedExact, type Db } from '../../../src/store';

describe('a prepared statement', () => {
  let db: Db;
  const sql = "SELECT 1 AS number, 'a' AS text";

  beforeEach(() => {
    db = openStore(':memory:', { migrations: [] });
  });

  afterEach(() => db.close());

  it('gives its rows in the form it was asked for, whoever else asks for the same SQL', () => {
    const arrays = prepared(db, sql, 'array');
    const values = prepared(db, sql, 'value');
    const exact = preparedExact(db, sql, 'array');
    const objects = prepared(db, sql);
    assert.deepEqual(objects.get(), { number: 1, text: 'a' });
    assert.deepEqual(arrays.get(), [1, 'a']);
    assert.deepEqual(values.get(), 1);
    assert.deepEqual(exact.get(), [1n, 'a']);
  });

  it('is prepared once', () => {
    assert.equal(prepared(db, sql, 'array'), prepared(db, sql, 'array'));
    assert.notEqual(prepared(db, sql), preparedExact(db, sql));
  });
});
