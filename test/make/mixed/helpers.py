# Merged into the same module: sees what the C code defined.
def sum_of(*items):
    ring = Ring()
    for item in items:
        ring.put(item)
    return ring.sum()
