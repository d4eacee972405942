// A board that misbehaves: speaks the raw REPL on standard input and output well enough to be detected, then does what its
// first argument says when it is sent a script with the word TROUBLE. `--once FILE`: only until the file exists, so that the
// program works when it is started again.
import { existsSync, writeFileSync } from 'node:fs';

const [kind, once] = process.argv.slice(2);
const PROMPT = 'raw REPL; CTRL-B to exit\r\n>';
const BANNER = '\r\nMicroPython v9.9 on 2030-01-01; bad board\r\nType "help()" for more information.\r\n>>> ';
const PROBE = 'natmod-target\tbad\t13062\t64\t1\t1\tbad board\r\n';
let buffer = '';
let raw = false;
let silent = false;

const say = (text) => process.stdout.write(Buffer.from(text, 'latin1'));
const trouble = () => {
  if (once !== undefined && existsSync(once)) return ok('fine\r\n');
  if (once !== undefined) writeFileSync(once, '');
  switch (kind) {
    case 'reset':
      say(`OKbefore\r\n${BANNER}`);
      raw = false;
      return;
    case 'dump':
      say('OKbefore\r\n\r\nMACHINE EXCEPTION CAUGHT:\r\n\r\n RA=000000008001E288  SP=000000008061FC30\r\n\r\n');
      say(
        ' MEPC=00000000804032DC MTVAL=0000000000000010 MSTATUS=0000000a00001800 MCAUSE=0000000000000005 (Load address fault)\r\n',
      );
      setTimeout(() => process.exit(255), 20);
      return;
    case 'exit':
      say('OKhalf');
      process.stderr.write('Segmentation fault\n');
      setTimeout(() => process.exit(7), 20);
      return;
    case 'silence':
      silent = true;
      say('OKlast words\r\n');
      return;
    case 'deaf':
      // Says nothing more, but takes Ctrl-C.
      silent = 'deaf';
      say('OK');
      return;
    case 'garbage':
      say('\xff\xfe\x00@@@');
      return;
    case 'half':
      say('OKout\x04err');
      silent = true;
      return;
    case 'no-prompt':
      say('OKout\x04\x04#');
      return;
    case 'slow': {
      const answer = 'OKslow\r\n\x04\x04>';
      let at = 0;
      const timer = setInterval(() => {
        say(answer[at++]);
        if (at === answer.length) clearInterval(timer);
      }, 20);
      return;
    }
    case 'flood':
      say('OK');
      for (let i = 0; i < 100; i++) say('x'.repeat(1000));
      ok('', false);
      return;
    default:
      ok('fine\r\n');
  }
};
const ok = (out, head = true) => say(`${head ? 'OK' : ''}${out}\x04\x04>`);

function execute(code) {
  if (code === '') {
    if (kind === 'no-reset') return ok('');
    say(`OK\r\nMPY: soft reboot\r\n${PROMPT}`);
  } else if (code.includes('natmod-target')) ok(kind === 'no-info' ? 'what?\r\n' : PROBE);
  else if (code.includes('TROUBLE')) trouble();
  else if (code.includes('natmod')) ok('');
  else ok('fine\r\n');
}

if (kind === 'mute') process.stdin.resume();
else if (kind === 'chatter') setInterval(() => say('I (123) wifi: connecting\r\n'), 50);
else {
  say(kind === 'wrong-banner' ? 'login: ' : BANNER);
  process.stdin.on('data', (bytes) => {
    for (const byte of bytes) {
      const c = String.fromCharCode(byte);
      if (kind === 'echo') say(c);
      if (kind === 'wrong-banner') {
        say('login: ');
        continue;
      }
      if (silent) {
        if (silent === 'deaf' && c === '\x03') {
          silent = false;
          say(
            '\x04Traceback (most recent call last):\r\n  File "<stdin>", line 1, in <module>\r\nKeyboardInterrupt: \r\n\x04>',
          );
        }
        continue;
      }
      if (c === '\x01') {
        // No raw-paste mode: the ^A of the wish for it is one more reset of the raw REPL.
        buffer = '';
        say(raw ? PROMPT : `\r\n${PROMPT}`);
        raw = true;
      } else if (!raw) continue;
      else if (c === '\x02') {
        raw = false;
        say(BANNER);
      } else if (c === '\x03') buffer = '';
      else if (c === '\x04') {
        const code = buffer.replace(/^[\r\n]+/, '');
        buffer = '';
        execute(code);
      } else if (c === '\x05') buffer = '';
      else buffer += c;
    }
  });
}
process.stdin.on('end', () => process.exit());
