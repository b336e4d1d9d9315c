import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoCommand, ingestCommand, postCommand, pythonSnippet, shellWord, uploadCommand } from '../src/model/firstSteps';

test('a word for the shell is quoted only where it must be', () => {
  assert.equal(shellWord('/opt/tideline-1.2/bin/tideline'), '/opt/tideline-1.2/bin/tideline');
  assert.equal(shellWord('http://a/b?c=d'), "'http://a/b?c=d'");
  assert.equal(shellWord("/it's here/$HOME"), "'/it'\\''s here/$HOME'");
  assert.equal(shellWord(''), "''");
});

test('commands name the places of this server', () => {
  assert.match(uploadCommand({ origin: 'http://10.0.0.7:9000' }), /curl .*'http:\/\/10\.0\.0\.7:9000\/api\/uploads\?format=csv'/);
  assert.match(pythonSnippet({ lake: '/srv/my "lake"' }), /write_deltalake\("\/srv\/my \\"lake\\"\/delta_lake\/weather",/);
  assert.match(postCommand({ origin: 'http://10.0.0.7:9000' }), /^curl -sS http:\/\/10\.0\.0\.7:9000\/api\/ingest\/delta_lake\.events \\\n/);
  assert.match(ingestCommand({ program: '/srv/tideline', lake: '/srv/my lake' }), /^\/srv\/tideline ingest .* \\\n  --table delta_lake\.events --lake '\/srv\/my lake'$/s);
  assert.match(demoCommand({ program: '/srv/my tools/tideline' }), /^'\/srv\/my tools\/tideline' serve --demo --port 0 /);
});

test('the demo takes nothing that the running server has', () => {
  for (const flag of ['--port 0', '--lake /tmp/', '--state /tmp/']) assert.ok(demoCommand({ program: undefined }).includes(flag), flag);
});
