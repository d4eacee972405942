import gc
from own_prop import Tank

t = Tank(10)
print(t, t.level, t.room, t.label, t.is_empty(), Tank.UNIT, t.UNIT)
print(t.add(), t.add(5), t.add(n=2), t.add(100), t.add(-3, strict=True), t.add(strict=False))
t.level = 4
t.label = ["x"]
gc.collect()
print(t.level, t.room, t.label, t == 4, t == 5, t < 5, t < 4)
del t.label
print(t.label, Tank(3, 2), Tank(3, level=1), Tank(level=2, size=9, label="q").label, Tank(7, full=1))


def tries(f):
    try:
        print("no error", f())
    except Exception as e:
        print(type(e).__name__)


tries(lambda: Tank())
tries(lambda: Tank(1, 2, 3))
tries(lambda: Tank(1, wrong=2))
tries(lambda: Tank("big"))
tries(lambda: Tank(-1))
tries(lambda: t.add(1, 2, 3))
tries(lambda: t.add(100, True))
tries(lambda: t.add(other=1))
tries(lambda: t.missing)
tries(lambda: setattr(t, "level", 11))
tries(lambda: setattr(t, "room", 1))
tries(lambda: delattr(t, "level"))


class Named(Tank):
    made = 0

    def __init__(self, name, size, **more):
        super().__init__(size, **more)
        self.name = name
        Named.made += 1

    def add(self, n=1, strict=False):
        print("adding", n)
        return super().add(n * 2, strict)

    @property
    def share(self):
        return self.level * 100 // (self.level + self.room)


n = Named("rain", 20, level=3)
gc.collect()
print(n.name, n.level, n.room, n.share, n.is_empty(), n.UNIT, isinstance(n, Tank), isinstance(t, Named))
n.add(4)
print(n.level, n.share, Named.made, issubclass(Named, Tank))
n.level = 1
n.name = "well"
print(n.level, n.name, [x.level for x in (t, n, Named("c", 5, full=True))])
