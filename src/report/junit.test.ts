import { HOSTILE_STRINGS } from './hostile-strings.fixture.js';
import { junit } from './junit.js';
import { sampleReport, sampleVerdict } from './sample-report.fixture.js';

test('a suite a run, a case a check, and the expectation', () => {
  expect(junit([sampleReport()])).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="touchstone" tests="4" failures="2" errors="0" skipped="1">
  <testsuite name="contention" tests="4" failures="2" errors="0" skipped="1">
    <properties>
      <property name="system" value="mutex-ledger"/>
      <property name="seed" value="7"/>
      <property name="history" value="runs/contention/history.jsonl"/>
      <property name="again" value="npx touchstone run contention.yaml --seed 7 --sim"/>
    </properties>
    <testcase classname="contention" name="hash-chain">
      <system-out>blocksAppended: 12</system-out>
    </testcase>
    <testcase classname="contention" name="mutual-exclusion">
      <failure type="mutual-exclusion/safety" message="contention">mutual-exclusion/safety: contention Events: 1, 3.</failure>
      <system-out>blocksAppended: 12</system-out>
      <system-err>1 further violation</system-err>
    </testcase>
    <testcase classname="contention" name="progress">
      <skipped message="precondition"/>
      <system-out>blocksAppended: 12</system-out>
    </testcase>
    <testcase classname="contention" name="expectation">
      <failure type="fail" message="expected pass, came to fail: mutual-exclusion/safety">mutual-exclusion is violated: contention&#10;12:3: contention&#10;npx touchstone run contention.yaml --seed 7 --sim</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test('a failure that was expected is none', () => {
  const expected = { fail: ['mutual-exclusion/safety'] };
  const report = { ...sampleReport(), checks: [sampleVerdict('fail')], expected, asExpected: true };
  expect(junit([report])).toContain('tests="2" failures="0" errors="0" skipped="0"');
});

test('a broken harness is an error', () => {
  const report = { ...sampleReport(), checks: [], verdict: 'unknown' as const, broken: 'n1 never answered init' };
  expect(junit([report, report])).toContain('tests="2" failures="0" errors="2" skipped="0"');
  expect(junit([report])).toContain('<error type="broken" message="n1 never answered init"/>');
});

test.each(Object.entries(HOSTILE_STRINGS))('changes nothing in the structure: %s', (_, text) => {
  const shape = (xml: string): string => xml.replace(/"[^"<>]*"/g, '""').replace(/>[^<>\n]+</g, '><');
  expect(shape(junit([sampleReport(text)]))).toBe(shape(junit([sampleReport()])));
});
