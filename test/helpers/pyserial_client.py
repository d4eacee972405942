"""Drives a board through pyserial: argument is a device or a URL. Prints one line per step; any surprise ends it."""
import sys
import time

import serial

WHERE = sys.argv[1]


def connect():
    if "://" in WHERE:
        return serial.serial_for_url(WHERE, timeout=20)
    return serial.Serial(WHERE, baudrate=115200, timeout=20, exclusive=True)


def until(line, end):
    data = b""
    while not data.endswith(end):
        byte = line.read(1)
        if not byte:
            raise SystemExit("waited in vain for %r, got %r" % (end, data[-200:]))
        data += byte
    return data


def enter_raw(line):
    line.write(b"\r\x03")
    time.sleep(0.05)
    line.read(line.in_waiting)
    line.write(b"\r\x01")
    until(line, b"raw REPL; CTRL-B to exit\r\n>")
    line.write(b"\x04")
    until(line, b"soft reboot\r\n")
    until(line, b"raw REPL; CTRL-B to exit\r\n>")


def result(line):
    out = until(line, b"\x04")[:-1]
    err = until(line, b"\x04")[:-1]
    until(line, b">")
    return out.decode(), err.decode().strip().split("\r\n")[-1]


def execute(line, code):
    line.write(code.encode() + b"\x04")
    until(line, b"OK")
    return result(line)


def paste(line, code):
    line.write(b"\x05A\x01")
    head = line.read(4)
    if head[:2] != b"R\x01":
        raise SystemExit("no raw-paste: %r" % head)
    window = head[2] | head[3] << 8
    credit = window
    data = code.encode()
    while data:
        while credit == 0 or line.in_waiting:
            byte = line.read(1)
            if byte != b"\x01":
                raise SystemExit("in a paste came %r" % byte)
            credit += window
        line.write(data[:credit])
        data, credit = data[credit:], max(0, credit - len(data))
    line.write(b"\x04")
    byte = b"\x01"
    while byte == b"\x01":
        byte = line.read(1)
    if byte != b"\x04":
        raise SystemExit("after a paste came %r" % byte)
    return result(line)


line = connect()
enter_raw(line)
print("exec", execute(line, "print(6 * 7)"))
print("error", execute(line, "1 // 0"))
print("paste", paste(line, "x = '%s'\nprint(len(x))" % ("y" * 3000)))
line.write(b"while 1: pass\x04")
time.sleep(0.6)
line.write(b"\x03")
until(line, b"OK")
print("interrupted", result(line))
execute(line, "kept = 5")
line.close()
time.sleep(0.1)
line = connect()
line.write(b"\r\x03")
print("kept", execute(line, "print(kept)"))
line.write(b"\x02")
until(line, b">>> ")
line.write(b"1+1\r")
print("friendly", until(line, b">>> ").decode().split("\r\n"))
line.close()
