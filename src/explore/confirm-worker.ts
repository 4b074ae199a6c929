import { confirm } from './write-shrunk.js';

// A child process: runs scenario files and says what came of each.
process.on('message', (path: string) => {
  process.send!(confirm(path));
});
