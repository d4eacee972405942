# Where letters are drawn, not what they look like: the font is our own.
import framebuf as F
def ink(b): return [i for i in range(0, len(b), 8) if any(b[i:i + 8])]
b = bytearray(32); f = F.FrameBuffer(b, 32, 8, F.MONO_VLSB)
f.text(b'Ab', 8, 0); print(ink(b))
f.fill(0); f.text('M\0M', 0, 0); print(ink(b))
f.fill(0); f.text('M M', 0, 0, 0); print(ink(b))
f.fill(0); f.text('MM', -8, 0); f.text('M', 32, 0); f.text('M', 16, 8); print(ink(b))
for bad in (5, None, ['a']):
    try: f.text(bad, 0, 0)
    except TypeError as e: print(e.args)
