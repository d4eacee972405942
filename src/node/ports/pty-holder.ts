// The program that holds a pseudo-terminal for us: Node has no call for it, and a native addon is not wanted. It passes
// bytes on in both directions and tells on descriptor 3 the terminal's name, and when clients come and go.

/** For Python 3. The other side of a terminal that nobody has open reads as hung up: that is how clients are seen. */
export const PYTHON_HOLDER = `
import os, select, signal, sys, tty
# ^C of the terminal that we were started at is for our parent, which then ends us.
signal.signal(signal.SIGINT, signal.SIG_IGN)
master, slave = os.openpty()
tty.setraw(slave)
os.write(3, b'pty ' + os.ttyname(slave).encode() + b'\\n')
os.close(slave)
os.set_blocking(master, False)
poll = select.poll()
present = False
out = b''
while True:
    if not present:
        # Only the end of our input matters while nobody is there.
        poll = select.poll()
        poll.register(0, select.POLLIN)
        if poll.poll(20) and not os.read(0, 65536):
            sys.exit()
        look = select.poll()
        look.register(master, select.POLLIN)
        if any(event & select.POLLHUP for _, event in look.poll(0)):
            continue
        present = True
        out = b''
        os.write(3, b'open\\n')
    poll = select.poll()
    poll.register(master, select.POLLIN | (select.POLLOUT if out else 0))
    if not out:
        poll.register(0, select.POLLIN)
    gone = False
    for fd, event in poll.poll():
        if fd == 0:
            out = os.read(0, 65536)
            if not out:
                sys.exit()
            continue
        if event & select.POLLOUT:
            try:
                out = out[os.write(master, out):]
            except BlockingIOError:
                pass
            except OSError:
                gone = True
        if event & select.POLLIN:
            try:
                data = os.read(master, 65536)
                while data:
                    data = data[os.write(1, data):]
            except BlockingIOError:
                pass
            except OSError:
                gone = True
        elif event & select.POLLHUP:
            gone = True
    if gone:
        present = False
        os.write(3, b'closed\\n')
`;

/** For script(1), which passes its own input and output on to the terminal of a command: a shell that only waits for us
 * to end. The first line is the terminal's name. */
export const shellHolder = (pid: number): string =>
  `stty raw -echo; tty; while kill -0 ${pid} 2>/dev/null; do sleep 2; done`;
