print('{} {}'.format(1, 2), '{1} {0}'.format(1, 2), '{a} {b}'.format(a=1, b=2), '{0}{a}{1}'.format(1, 2, a='x'), '{{}}'.format())
for spec in ('', '5', '<5', '>5', '^5', '*<5', '*>5', '*^6', '05', '+', ' ', '+05', 'd', 'x', 'X', '#x', '#b', 'b', 'o', '#o', ',', '_', 'n', '=+6', '0=6', '>+8', '<#8x', '^#12b', '08,', 'e', '.2f', 'g', '%', '.1%'):
    for v in (0, 65, -42):
        try: print('%s:%s' % (spec, ('{:' + spec + '}').format(v)), end='|')
        except Exception as e: print('%s:%s %s' % (spec, type(e).__name__, e), end='|')
    print()
for spec in ('', '5', '<5', '>5', '^5', '.2', '5.1', '*^7', 's', '>5s', '.0', 'd', '=5', '+', ','):
    for v in ('abc', ''):
        try: print('%s:%s' % (spec, ('{:' + spec + '}').format(v)), end='|')
        except Exception as e: print('%s:%s %s' % (spec, type(e).__name__, e), end='|')
    print()
print('{!r} {!s} {!r:>6}|{!s:<4}|'.format('a', 'b', 'c', 'd'))
print('{:{}}|{:{w}.{p}}|{:>{w}}'.format('a', 4, 'abcdef', 'z', w=6, p=3))
print('{0:{1}{2}}'.format('x', '^', 5), '{:{f}{a}{w}}'.format(7, f='*', a='>', w=4))
for s, a in (('{', ()), ('}', ()), ('{}', ()), ('{1}', (1,)), ('{a}', ()), ('{0}{}', (1, 2)), ('{}{0}', (1, 2)), ('{:z}', (1,)), ('{0.a}', (1,)), ('{0[1]}', ([1],)), ('{:d}', ('s',)), ('{:5}', ([],)), ('{:x}', (1.5,))):
    try: print(s.format(*a))
    except Exception as e: print(repr(s), type(e).__name__, e)
print('{:>10}|{:<10}|{:^10}'.format(None, True, (1,)) if 0 else '{:>6}|'.format(True))
print('a{}b{}c'.format('{', '}'), '{}'.format({}), '{0}{0}{0}'.format('x'))
class F:
    def __str__(self): return 'F-str'
    def __repr__(self): return 'F-repr'
print('{} {!r} {!s}'.format(F(), F(), F()))
