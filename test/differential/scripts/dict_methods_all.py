d = {'a': 1, 'b': 2}
d['c'] = 3; print(sorted(d.items()), len(d), 'a' in d, 'z' in d, d['a'], d.get('a'), d.get('z'), d.get('z', 0))
print(d.pop('a'), d.pop('zz', 'dflt'), sorted(d), d.setdefault('b', 9), d.setdefault('n', 9), d['n'], d.setdefault('none'), sorted(k for k in d))
d.update({'b': 20}); d.update(x=1); d.update([('y', 2)]); d.update((('w', 3),)); d.update({}); print(sorted((k, str(v)) for k, v in d.items()))
c = d.copy(); c['new'] = 1; print('new' in d, len(c) - len(d)); c.clear(); print(c, bool(c))
print(dict(), dict(a=1), dict([('a', 1)]), dict({'a': 1}), dict({'a': 1}, b=2) == {'a': 1, 'b': 2}, dict(zip('ab', (1, 2))) == {'a': 1, 'b': 2}, dict.fromkeys('a', 5), dict.fromkeys([1]), {}.fromkeys((2,), 0))
print({1: 'a'} == {1: 'a'}, {1: 'a'} == {1: 'b'}, {1: 1, 2: 2} == {2: 2, 1: 1}, {} == {}, {1: 1} != {}, {1: 2} == [(1, 2)])
print(list({5: 6}.keys()), list({5: 6}.values()), list({5: 6}.items()), {5: 6}.items(), {5: 6}.keys(), {5: 6}.values(), len({1: 2}.items()), (5, 6) in {5: 6}.items(), 5 in {5: 6}.keys(), 6 in {5: 6}.values())
for k in {1: 2}: print(k)
for k, v in {'k': 'v'}.items(): print(k, v)
print({1: 'int', 1.0: 'float', True: 'bool'}, {0: 'a', False: 'b'}, {(1, 2): 't'}[1, 2], {None: 1}[None], {'': 0}[''], {b'x': 1}.get('x'))
print({'a': {'b': {'c': 1}}}['a']['b']['c'], {i: i * i for i in range(3)}, {k: v for k, v in [('a', 1)]}, {1: 2} | {3: 4}, {1: 2} | {1: 9})
e = {}; e[1] = 'a'; e[2] = 'b'; del e[1]; e[3] = 'c'; e[1] = 'z'; print(e, sorted(e)); print(e.popitem()[0] in (1, 2, 3), len(e))
big = {i: str(i) for i in range(100)}; print(len(big), big[50], sum(big), 99 in big, all(big[i] == str(i) for i in big))
for i in range(0, 100, 2): del big[i]
print(len(big), 50 in big, 51 in big, sum(big)); big.update({i: 0 for i in range(200)}); print(len(big), sum(big.keys()))
for f in (lambda: {}['x'], lambda: {1: 2}[5], lambda: {}.pop('q'), lambda: {}.popitem(), lambda: {[]: 1}, lambda: {1: 2}[[]], lambda: dict(5), lambda: dict([1]), lambda: dict([(1, 2, 3)]), lambda: {} < {}, lambda: {} + {}, lambda: {}.foo, lambda: {}(), lambda: dict.fromkeys(5), lambda: {}.update(5), lambda: {}.items()[0], lambda: hash({})):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
s = {}
for w in 'the cat the dog the end'.split(): s[w] = s.get(w, 0) + 1
print(sorted(s.items()), max(s, key=lambda k: s[k]))
