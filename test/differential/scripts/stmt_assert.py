assert True
assert 1, 'unused'
for m in ((), ('text',), (5,), ((1, 2),)):
    try:
        if m: assert 0, m[0]
        else: assert 0
    except AssertionError as e: print(repr(e), e.args, str(e))
assert (1, 'tuple is true')
def side(): print('evaluated'); return 'msg'
assert 1 == 1, side()
try: assert [] , side()
except AssertionError as e: print(e)
print(__debug__)
