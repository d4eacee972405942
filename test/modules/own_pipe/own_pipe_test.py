import gc, json
import own_pipe as m

p = m.Pipe(64)
print(p.write(b"hello"), p.write("text\n"), p.used(), p.read(2), p.readline(), p.read(), p.used())
for i in range(30):
    p.write(b"%d\n" % i)
    print(p.readline(), end=" ")
print()
print("a", 1, [2.5], file=p)
print("b", end="", file=p)
buf = bytearray(8)
print(p.readinto(buf), buf, p.readinto(buf, 3), buf, p.read(100))
p.write('{"k": [1, 2, {"x": null}], "s": "t"}')
print(json.load(p), p.used())
json.dump({"a": [1, True, None]}, p)
print(p.read())
print(m.table(p, [("one", 1), ("two", 255)]), p.readline(), p.readline())
print(m.table(p, iter([])), p.read(1))
try:
    p.write(bytes(65))
except m.PipeFull as e:
    print(type(e).__name__, e.args, e.errno, isinstance(e, OSError))
p.write(bytes(60))
try:
    print("abcdefgh", file=p)
except OSError as e:
    print(type(e).__name__, e.errno)
for size in (0, -1, 4097):
    try:
        m.Pipe(size)
    except ValueError as e:
        print(type(e) is m.PipeSize, e)
left = []
print(m.when_closed(left.append))
gc.collect()
p.read(50)
p.close()
p.close()
print(left, m.when_closed(None) is not None)
for f in (p.read, p.readline, lambda: p.write("x"), lambda: print("x", file=p), lambda: p.readinto(buf)):
    try:
        f()
    except OSError as e:
        print(e.errno, end=" ")
print()
