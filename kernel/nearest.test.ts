import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from './nearest.ts';

const known = ['replicas', 'zones', 'open_for', 'cpu', 'memory'];

test('finds what a slip of the pen meant', () => {
  assert.equal(nearest('replcias', known), 'replicas');
  assert.equal(nearest('Zone', known), 'zones');
  assert.equal(nearest('openFor', known), 'open_for');
  assert.equal(nearest('mem', known), 'memory');
});

test('suggests nothing that is far', () => {
  assert.equal(nearest('colour', known), undefined);
  assert.equal(nearest('gpus', ['cpu']), undefined);
  assert.equal(nearest('', known), undefined);
  assert.equal(nearest('--', known), undefined);
});

test('takes time only for as much of a word as could match', () => {
  assert.equal(nearest('x'.repeat(1e6), known), undefined);
});
