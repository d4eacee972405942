from own_lz import pack, unpack, LzError

for data in (b"", b"a", b"abcabcabcabc", b"x" * 500, bytes(range(256)) * 2, b"to be or not to be, " * 9):
    p = pack(data)
    print(len(data), len(p), unpack(p) == data, p[:24])
for bad in (b"\x05abc", b"\x00a\x80", b"\x00a\x80\x02", b"\x00a\x80\x00"):
    try:
        unpack(bad)
    except LzError as e:
        print(type(e), e.args, isinstance(e, ValueError))
try:
    unpack(pack(b"x" * 500), 499)
except OSError as e:
    print("OSError", e.errno)
print(len(unpack(pack(b"x" * 500), 500)), issubclass(LzError, ValueError))
try:
    pack(5)
except TypeError:
    print("TypeError")
