# Zeros that fill a width: grouped or not, before signs and behind numbers, with digits counted.
n = 0
for v in (0, 5, -1234, 1234567, 2**40, -2**70, True):
    for fill in ('', '<', '>', '^', '=', '0<', '0>', '0^', '0=', '*^'):
        for sign in ('', '+', ' '):
            for alt in ('', '#', '0', '#0'):
                for width in ('', '1', '4', '5', '8', '11', '15', '20'):
                    for group in ',_':
                        for kind in ('', 'd', 'x', 'b', 'X'):
                            n += 1
                            if n % 97: continue
                            # Zeros after the sign are grouped as the digits are (section 8), not so elsewhere.
                            if (group == ',') != (kind in 'd'): continue
                            spec = '{:' + fill + sign + alt + width + group + kind + '}'
                            try: print(spec, v, spec.format(v))
                            except ValueError as e: print(spec, v, repr(e))
for v in ('', 'ab', b'xy', 1.5, -1234.5, float('nan'), -float('inf'), None):
    for fill in ('', '<', '0>', '0^', '=', '0<'):
        for width in ('', '1', '4', '5', '12', '15'):
            for group in ('', ',', '_'):
                spec = '{:' + fill + '0' + width + group + '}'
                try: print(spec, v, spec.format(v))
                except (ValueError, TypeError) as e: print(spec, v, repr(e))
for v in (65, -65, 0):
    for flags in ('', '+', '0', '-', '-0', '+0', '-+0', '#0', '-#0', ' 0'):
        for width in ("", "4", "10"):
            for digits in ('', '.0', '.1', '.2', '.5', '.8'):
                for kind in "d":
                    spec = '%' + flags + width + digits + kind
                    print(spec, v, spec % v)
