# A point without digits, signs of c and s, characters to the right of their field.
def t(s, *a):
    try: print(repr(s), repr(s.format(*a)))
    except Exception as e: print(repr(s), type(e).__name__, e.args)
for s in '{:.}', '{:.e}', '{:.f}', '{:.g}', '{:.%}', '{:8.}', '{:.0f}', '{:.0}': t(s, 65); t(s, 2.5)
for s in '{:.}', '{:.s}', '{:5.}', '{:.0}', '{:-s}', '{: s}', '{:+s}', '{:-}': t(s, 'abc')
for s in '{:-c}', '{: c}', '{:+c}', '{:5c}', '{:<5c}', '{:^5c}', '{:*>5c}', '{:05c}': t(s, 97)
