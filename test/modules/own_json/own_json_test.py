import io
import own_json

def show(o, **kw):
    s = io.StringIO()
    try:
        n = own_json.dump(o, s, **kw)
        print(n, s.getvalue())
    except Exception as e:
        print(type(e).__name__, e.args)

show(None)
show([True, False, None, 1, -5, 1 << 70])
show({"b": [1, (2, 3)], "a": {}, "c": []}, sort_keys=True)
show({"k": "quote\" back\\ line\n \x01\x1f end"})
show({"z": [1, {"y": []}]}, indent=2)
show({1: 2})
show(object)
show({"x": {1, 2}.__class__}, default=lambda o: "thing")
show([b"x"], default=list)
deep = []
for i in range(30):
    deep = [deep]
show(deep)
for room, step in ((10, 100), (40, 3), (1000, 1)):
    s = own_json.Slot(room, step)
    try:
        print(own_json.dump(["some text", "and more text"], s))
    except OSError as e:
        print("OSError", e.errno)
    print(repr(s.text()))
s = own_json.Slot(20)
print(s.write("abc"), s.close(), s.text())
try:
    own_json.dump(1, s)
except OSError as e:
    print("OSError", e.errno)
for bad in (lambda: own_json.dump(1), lambda: own_json.dump(1, 2), lambda: own_json.Slot(-1), lambda: own_json.dump(1, s, what=1)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__)
print(own_json.BLOCK)
