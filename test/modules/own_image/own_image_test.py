from own_image import convolve, threshold, histogram

image = bytes([(x * x * 7 + y * 31) & 255 for y in range(5) for x in range(6)])
box = [1] * 9
print(convolve(image, 6, box, divide=9))
print(convolve(image, 6, (0, -1, 0, -1, 4, -1, 0, -1, 0), offset=128))
out = bytearray(30)
print(convolve(image, width=6, kernel=[-1, 0, 1, -2, 0, 2, -1, 0, 1], out=out, divide=-3) is out, out)
print(threshold(out, 6, 40), out, histogram(image), histogram(out), histogram(b""))
half = memoryview(out)[6:18]
print(threshold(half, 6, 1), half[0], out[5])
for bad in (
    lambda: convolve(image, 7, box),
    lambda: convolve(image, 6, [1]),
    lambda: convolve(image, 6, box, divide=0),
    lambda: convolve(image, 6, box, out=bytearray(6)),
    lambda: convolve(image, 6, box, out=image),
    lambda: convolve(image, 0, box),
    lambda: convolve(image),
    lambda: threshold(b"", "", 1),
):
    try:
        bad()
    except (TypeError, ValueError) as e:
        print(type(e).__name__)
