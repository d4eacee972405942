import gc
import broken

broken.remember([1, 2, 3])
gc.collect()
others = [bytearray(b"\x14" * 32) for _ in range(100)]
print(broken.recall())
