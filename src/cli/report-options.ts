import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { VERSION } from '../package-root.js';
import { json } from '../report/json.js';
import { junit } from '../report/junit.js';
import type { Report } from '../report/report.js';
import type { Console } from './console.js';
import { UsageError } from './usage-error.js';

/** The flags of every command that ends in verdicts. */
export interface ReportOptions {
  json?: boolean;
  junit?: string;
}

export function withReportOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on stdout, everything else on stderr')
    .option('--junit <file>', 'also write the verdicts as JUnit XML, for build servers');
}

/** Writes what the flags ask for, when all runs are over. */
export function writeReports(reports: readonly Report[], options: ReportOptions, console: Console): void {
  if (options.json === true) console.out(json(VERSION, reports));
  if (options.junit === undefined) return;
  try {
    writeFileSync(options.junit, junit(reports));
  } catch (error) {
    throw new UsageError(
      `--junit cannot write ${options.junit}: ${(error as Error).message}. It takes the path of a file in a folder that exists.`,
    );
  }
}
