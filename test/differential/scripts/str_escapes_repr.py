for s in ('', 'a', "'", '"', '\'"', '\\', '\n\t\r', '\0', '\x01\x1f\x7f', 'a\\nb', '\x41\u0042\U00000043', '\101\60\7', 'tab\there', "it's", 'say "hi"', '\a\b\f\v'):
    print(len(s), repr(s), s.encode())
for b in (b'', b'a', b"'", b'"', b'\'"', b'\\', b'\n\t\r', b'\0\xff\x80', b'\x41', b'\101', bytes(range(8)), bytearray(b'\x7f ~')):
    print(len(b), repr(b), list(b))
print(r'\n\x', r"\'", br'\x41', rb'\n', 'a' "b" '''c''' """d""", '''x
y''', "\
joined")
print('\q\d\w', b'\q')
print("%r %r" % ('\x00', b'\x00'), str('\n'), [('\n', "'")], {'\t': '\\'})
print(ord('\u20ac'), chr(0x20ac) == '\u20ac', len('\U0001f600'), '\u00e9' == chr(233))
x = 'h\u00e9llo'
print(len(x), len(x.encode()), x[1] == '\u00e9', x[2:], x.find('l'), x.encode()[1], [ord(c) for c in x])
