import { serve } from './pool.js';
import { confirm } from './write-shrunk.js';

// A child process: runs scenario files and says what came of each.
serve(confirm);
