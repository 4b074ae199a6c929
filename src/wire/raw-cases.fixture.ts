/** Data of the broker contract: what raw clients say to a broker, and what they must hear. */

export const QUIET = 'CONNECT {"verbose":false,"pedantic":false}\r\n';
const HEADERS = 'CONNECT {"verbose":false,"pedantic":false,"headers":true,"no_responders":true}\r\n';
const BAD_VERB = "-ERR 'Unknown Protocol Operation'\r\n";
export const LONG_LINE = "-ERR 'maximum control line exceeded'\r\n";
const BAD_SUBJECT = "-ERR 'Invalid Subject'\r\n";
const BAD_PUBLISH = "-ERR 'Invalid Publish Subject'\r\n";
const a = (times: number) => 'a'.repeat(times);

/** Name, what is said, and what is heard: ending in PONG the connection lives, else it was closed. */
export const RAW: [name: string, said: string, heard: string][] = [
  ['a ping before CONNECT', 'PING\r\n', 'PONG\r\n'],
  ['HTTP', 'GET / HTTP/1.1\r\n\r\n', BAD_VERB],
  ['a wrong second letter', `${QUIET}PX`, BAD_VERB],
  ['an empty line', `${QUIET}\r\nPING\r\n`, BAD_VERB],
  ['lower case', `${QUIET}sub a 1\r\npub a 2\r\nhi\r\nping\r\n`, 'MSG a 1 2\r\nhi\r\nPONG\r\n'],
  ['lines that end with LF alone', `${QUIET}SUB a 1\nPUB a 2\nhi\r\nPING\n`, 'MSG a 1 2\r\nhi\r\nPONG\r\n'],
  ['tabs', `${QUIET}SUB\ta\t1\r\nPUB \t a\t 2 \r\nhi\r\nPING\r\n`, 'MSG a 1 2\r\nhi\r\nPONG\r\n'],
  ['an empty payload', `${QUIET}SUB a 1\r\nPUB a 0\r\n\r\nPING\r\n`, 'MSG a 1 0\r\n\r\nPONG\r\n'],
  ['a reply subject', `${QUIET}SUB a 1\r\nPUB a r 2\r\nhi\r\nPING\r\n`, 'MSG a 1 r 2\r\nhi\r\nPONG\r\n'],
  ['a payload longer than announced', `${QUIET}SUB a 1\r\nPUB a 2\r\nhello\r\nPING\r\n`, BAD_VERB],
  ['one byte after a payload', `${QUIET}PUB a 2\r\nhix`, BAD_VERB],
  ['CR without LF after a payload', `${QUIET}PUB a 2\r\nhi\rx`, BAD_VERB],
  ['a payload shorter than announced', `${QUIET}SUB a 1\r\nPUB a 9\r\nhi\r\nPING\r\n\r\nPING\r\n`, BAD_VERB],
  ['PUB without a size', `${QUIET}PUB a\r\nPING\r\n`, ''],
  ['PUB with a size that is no number', `${QUIET}PUB a x\r\nPING\r\n`, ''],
  ['PUB with a negative size', `${QUIET}PUB a -1\r\nPING\r\n`, ''],
  ['PUB with a size of ten digits', `${QUIET}PUB a 9999999999\r\nPING\r\n`, ''],
  ['PUB without arguments', `${QUIET}PUB\r\nPING\r\n`, BAD_VERB],
  ['PUB with four arguments', `${QUIET}PUB a b c 2\r\nhi\r\nPING\r\n`, ''],
  ['SUB with one argument', `${QUIET}SUB a\r\nPING\r\n`, ''],
  ['SUB with four arguments', `${QUIET}SUB a b c d\r\nPING\r\n`, ''],
  ['UNSUB of an unknown id', `${QUIET}UNSUB 7\r\nPING\r\n`, 'PONG\r\n'],
  ['UNSUB with three arguments', `${QUIET}UNSUB 1 2 3\r\nPING\r\n`, ''],
  ['CONNECT that is no JSON', 'CONNECT {nope\r\nPING\r\n', ''],
  ['CONNECT with an array', 'CONNECT []\r\nPING\r\n', ''],
  ['CONNECT with a wrong type', 'CONNECT {"verbose":"yes"}\r\nPING\r\n', ''],
  ['a second CONNECT', `${QUIET}CONNECT {"verbose":true}\r\nPING\r\n`, '+OK\r\nPONG\r\n'],
  ['MSG from a client', `${QUIET}MSG a 1 2\r\nhi\r\nPING\r\n`, BAD_VERB],
  ['-ERR from a client', `${QUIET}-ERR 'x'\r\nPING\r\n`, ''],
  ['INFO, +OK and PONG from a client', `${QUIET}INFO {}\r\n+OK\r\nPONG\r\nPING\r\n`, 'PONG\r\n'],
  [
    'verbose and pedantic, which are the default',
    'CONNECT {}\r\nSUB a 1\r\nPUB a 2\r\nhi\r\nPUB a.* 1\r\nx\r\nSUB a..b 2\r\nUNSUB 1\r\nUNSUB 9\r\nPING\r\n',
    `+OK\r\n+OK\r\n+OK\r\nMSG a 1 2\r\nhi\r\n${BAD_PUBLISH}+OK\r\n${BAD_SUBJECT}+OK\r\n+OK\r\nPONG\r\n`,
  ],
  [
    'subjects that nobody can subscribe to',
    `${QUIET}SUB a..b 1\r\nSUB .a 1\r\nSUB a. 1\r\nSUB a.>.b 1\r\nPING\r\n`,
    `${BAD_SUBJECT.repeat(4)}PONG\r\n`,
  ],
  [
    'subjects with an empty word, which reach nobody',
    `${QUIET}SUB > 1\r\nPUB a..b 2\r\nhi\r\nPUB .a 2\r\nhi\r\nPUB a. 2\r\nhi\r\nPING\r\n`,
    'PONG\r\n',
  ],
  [
    'words that only look like wildcards',
    `${QUIET}SUB a* 1\r\nPUB a* 1\r\nx\r\nPUB ab 1\r\nx\r\nPING\r\n`,
    'MSG a* 1 1\r\nx\r\nPONG\r\n',
  ],
  [
    'a subject beyond ASCII',
    `${QUIET}SUB \xc3\xa4 1\r\nPUB \xc3\xa4 1\r\nx\r\nPING\r\n`,
    'MSG \xc3\xa4 1 1\r\nx\r\nPONG\r\n',
  ],
  [
    'an id used twice: the first one holds',
    `${QUIET}SUB a 1\r\nSUB b 1\r\nPUB b 1\r\nx\r\nPUB a 1\r\ny\r\nPING\r\n`,
    'MSG a 1 1\r\ny\r\nPONG\r\n',
  ],
  ['a line at the limit', `${QUIET}SUB ${a(4094)} 1\r\nPING\r\n`, 'PONG\r\n'],
  ['a line over the limit', `${QUIET}SUB ${a(4095)} 1\r\nPING\r\n`, LONG_LINE],
  ['a line without end', `${QUIET}PUB ${a(5000)}`, LONG_LINE],
  ['a payload over the limit', `${QUIET}PUB a 1048577\r\n`, "-ERR 'Maximum Payload Violation'\r\n"],
  [
    'headers',
    `${HEADERS}SUB a 1\r\nHPUB a 12 14\r\nNATS/1.0\r\n\r\nhi\r\nHPUB a r 12 12\r\nNATS/1.0\r\n\r\n\r\nPING\r\n`,
    'HMSG a 1 12 14\r\nNATS/1.0\r\n\r\nhi\r\nHMSG a 1 r 12 12\r\nNATS/1.0\r\n\r\n\r\nPONG\r\n',
  ],
  ['headers of no bytes', `${HEADERS}SUB a 1\r\nHPUB a 0 2\r\nhi\r\nPING\r\n`, 'MSG a 1 2\r\nhi\r\nPONG\r\n'],
  ['more header than message', `${HEADERS}HPUB a 15 14\r\nNATS/1.0\r\n\r\nhi\r\nPING\r\n`, ''],
  ['headers without having announced them', `${QUIET}HPUB a 12 14\r\nNATS/1.0\r\n\r\nhi\r\nPING\r\n`, ''],
  [
    'a request that nobody hears',
    `${HEADERS}SUB r.* 9\r\nPUB x r.1 2\r\nhi\r\nPING\r\n`,
    'HMSG r.1 9 16 16\r\nNATS/1.0 503\r\n\r\n\r\nPONG\r\n',
  ],
  ['the same, not asked for', `${QUIET}SUB r 9\r\nPUB x r 2\r\nhi\r\nPING\r\n`, 'PONG\r\n'],
  [
    'no_responders without headers',
    'CONNECT {"verbose":false,"no_responders":true}\r\n',
    "-ERR 'no responders requires headers support'\r\n",
  ],
  [
    "no echo: its own words are nobody's",
    'CONNECT {"verbose":false,"echo":false,"headers":true,"no_responders":true}\r\nSUB a 1\r\nSUB r 2\r\nPUB a r 1\r\nx\r\nPING\r\n',
    'HMSG r 2 16 16\r\nNATS/1.0 503\r\n\r\n\r\nPONG\r\n',
  ],
  [
    'auto-unsubscribe',
    `${QUIET}SUB a 1\r\nUNSUB 1 2\r\n${'PUB a 1\r\nx\r\n'.repeat(3)}PING\r\n`,
    `${'MSG a 1 1\r\nx\r\n'.repeat(2)}PONG\r\n`,
  ],
  [
    'auto-unsubscribe after as many as have come',
    `${QUIET}SUB a 1\r\n${'PUB a 1\r\nx\r\n'.repeat(2)}UNSUB 1 2\r\nPUB a 1\r\nx\r\nPING\r\n`,
    `${'MSG a 1 1\r\nx\r\n'.repeat(2)}PONG\r\n`,
  ],
  [
    'what came before an UNSUB is still delivered, so that a client can drain',
    `${QUIET}SUB a 1\r\n${'PUB a 1\r\nx\r\n'.repeat(3)}UNSUB 1\r\nPUB a 1\r\ny\r\nPING\r\n`,
    `${'MSG a 1 1\r\nx\r\n'.repeat(3)}PONG\r\n`,
  ],
];
