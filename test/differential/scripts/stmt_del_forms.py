x = 1
del x
try: x
except NameError as e: print(e)
d = {1: 2, 3: 4}
del d[1]
print(d)
l = [0, 1, 2, 3, 4, 5]
del l[0]
del l[-1]
print(l)
del l[1:3]
print(l)
del l[:]
print(l)
class A: pass
a = A()
a.x = 1
del a.x
try: del a.x
except AttributeError as e: print(e)
p = q = r = 1
del p, q
del (r)
try: print(p)
except NameError: print('gone')
u = v = 1
del (u, v)
try: del d[99]
except KeyError as e: print(repr(e))
try: del l[5]
except IndexError as e: print(repr(e))
def f():
    z = 1
    del z
    try: print(z)
    except NameError as e: print(e)
    z = 2
    print(z)
f()
try: del undefined_name
except Exception as e: print(type(e).__name__, e)
