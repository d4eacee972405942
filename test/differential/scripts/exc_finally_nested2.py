# Each pair of ways out of nested try and finally, inside of loops.
ways = ['pass', 'return 1', 'break', 'continue', 'raise KeyError("k")']
for a in ways:
    for b in ways:
        for c in ways:
            src = '''
def f(log):
    for i in 'ab':
        try:
            try:
                log.append('1')
                %s
            finally:
                log.append('2')
                for j in 'cd':
                    try:
                        log.append('3')
                        %s
                    finally:
                        log.append('4')
                        %s
                log.append('5')
        except KeyError:
            log.append('6')
        else:
            log.append('7')
        finally:
            log.append('8')
    return 'z'
''' % (a, b, c)
            g = {}
            exec(src, g)
            log = []
            try: r = g['f'](log)
            except Exception as e: r = repr(e)
            print(a, '|', b, '|', c, '|', r, ''.join(log))
