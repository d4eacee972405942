// Programs with the code that the reference makes of them (bytecode.md section 18): source, and per function its bytes from
// the prelude on. A list that ends in `...` is only the start.

export interface Example {
  readonly title: string;
  readonly source: string;
  readonly code: Readonly<Record<string, string>>;
}

export const EXAMPLES: readonly Example[] = [
  {
    title: 'Constants and module-level names',
    source: [
      'a = 47',
      'b = -17',
      'c = 1000',
      's = "short"',
      't = "longer than ten"',
      'u = (1, "two", None)',
      'v = 2.5, b"x", ...',
    ].join('\n'),
    code: {
      '<module>': '000e01232425242424af1603226f16042287681605100216062300160723011608230216095163',
    },
  },
  {
    title: 'Globals, locals, built-ins',
    source: ['n = 1', 'def f():', '    global n', '    n = n + len("ab")', '    m = n', '    del m, n'].join('\n'),
    code: {
      '<module>': '00040123811704320016025163',
      f: '180a0240202b231204120510033401f217041204c028001a045163',
    },
  },
  {
    title: 'More than 16 locals',
    source: ['def f(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q):', '    return q'].join('\n'),
    code: {
      f: '89908004260203040506070208090a0b0c0d0e0f10111220241063',
    },
  },
  {
    title: 'Attributes, subscripts, method call',
    source: [
      'def f(o, i):',
      '    o.x = o.y',
      '    o[i] = o[i, 0]',
      '    o.m(1, k=i)',
      '    o[1:i] = o[::2]',
      '    del o.x, o[i]',
    ].join('\n'),
    code: {
      f: '32100207082026292b2db01303b01804b0b1802a0255b0b156b01405811006b136820159b05151822e0355b081b12e0256b0535a1804b0b1535b565163',
    },
  },
  {
    title: 'Augmented assignment',
    source: ['def f(o, i):', '    i += 1', '    o.x -= i', '    o[i] *= 2'].join('\n'),
    code: {
      f: '2a0c020405202429b181e5c1b0571303b1e65a1803b0b1585582e75b565163',
    },
  },
  {
    title: 'Operators',
    source: ['def f(a, b):', '    return -a, not b, a not in b, a is not b, a ** b'].join('\n'),
    code: {
      f: '3a0802030420b0d1b1d3b0b1ddd3b0b1ded3b0b1f92a0563',
    },
  },
  {
    title: 'Comparison chain',
    source: ['def f(a, b, c):', '    return a < b < c'].join('\n'),
    code: {
      f: '2b0a0203040520b0b1575bd74604b2d742425a5963',
    },
  },
  {
    title: 'Conditions',
    source: [
      'def f(a, b):',
      '    x = a and b or not a',
      '    if a and not b:',
      '        x = 1',
      '    elif a or b:',
      '        x = 2',
      '    return 3 if x else 4',
    ].join('\n'),
    code: {
      f: '1a100203042029264a24b04601b14502b0d3c2b04447b1434481c2424ab04343b1444482c24240b2444283638463',
    },
  },
  {
    title: 'while with else, break, continue',
    source: [
      'def f(a):',
      '    while a:',
      '        if a == 3:',
      '            break',
      '        a -= 1',
      '    else:',
      '        a = None',
    ].join('\n'),
    code: {
      f: '110e02032022252247424bb083d944424249b081e6c0b0433251c05163',
    },
  },
  {
    title: 'for over range',
    source: ['def f(n):', '    for i in range(1, n, 2):', '        n(i)'].join('\n'),
    code: {
      f: '290802032026b081424957c1b0b134015982e5585ad7433259595163',
    },
  },
  {
    title: 'for over an iterable, with break and else',
    source: ['def f(s):', '    for x in s:', '        if x:', '            break', '    else:', '        s = 0'].join(
      '\n',
    ),
    code: {
      f: '310c020320252348b05f4b0cc1b14446595959594244423280c05163',
    },
  },
  {
    title: 'Function definition with every kind of parameter',
    source: ['def f(a, b=1, *args, c, d=2, **kw):', '    return kw', 'g = lambda x, y=3: x'].join('\n'),
    code: {
      '<module>': '1804014d812a012c008210026233001603832a0153330116055163',
      f: 'b281c8c0400c030607020820b563',
    },
  },
  {
    title: 'Closures',
    source: [
      'def outer(a):',
      '    b = 1',
      '    def mid(c=2):',
      '        nonlocal b',
      '        def inner():',
      '            return a + b + c',
      '        b = inner',
      '    return mid',
    ].join('\n'),
    code: {
      outer: '318c01020520236a400002812702822a0153b0b2210002c1b163',
      'outer/mid': 'b3010f0306060760204702b2b1b0200003c3b327015163',
      'outer/mid/inner': '230c04060606604025022501f22500f263',
    },
  },
  {
    title: 'Class, super(), __class__',
    source: ['class B(A):', '    x = 1', '    def m(self):', '        super().m(self.x)'].join('\n'),
    code: {
      '<module>': '18020154320010021105340316025163',
      B: '0807022823001106160710021608811604b02000011603b063',
      'B/m': '220803090a60120b2500b11503b113043601595163',
    },
  },
  {
    title: 'Comprehensions and generator expression',
    source: ['def f(s, k):', '    b = {x: k for x in s if x}', '    return (x for x in s)'].join('\n'),
    code: {
      f: '220b020506202801b1200001b03401c23201b05e340163',
      'f/<dictcomp>': '4a08030707202c00b15f4b0bc2b2443a2500b22f19423363',
      'f/<genexpr>': 'b1400604074053b053534b06c1b1675942385163',
    },
  },
  {
    title: 'Generator',
    source: ['def g(n):', '    x = yield n', '    return (yield from x)'].join('\n'),
    code: {
      g: '99400802032023b067c1b15e516863',
    },
  },
  {
    title: 'try / except / else',
    source: [
      'def f(a):',
      '    try:',
      '        a()',
      '    except (ValueError, KeyError):',
      '        a = 1',
      '    except OSError as e:',
      '        a = e',
      '    else:',
      '        a = 2',
    ].join('\n'),
    code: {
      f: 'c1021002032022272a4d4b4806b03400594a2357120412052a02df44455981c04a16571206df444dc14903b1c05151c128015d4a035d82c05163',
    },
  },
  {
    title: 'try / finally with break and continue',
    source: [
      'def f(a):',
      '    for i in a:',
      '        try:',
      '            if i:',
      '                break',
      '            continue',
      '        finally:',
      '            a()',
    ].join('\n'),
    code: {
      f: '4d100203202522232343b05f4b13c14909b14443404b81403301b03400595d422b5163',
    },
  },
  {
    title: 'with',
    source: ['def f(a, b):', '    with a as x, b:', '        return x'].join('\n'),
    code: {
      f: 'ca020a0203042028b0470ac2b1470359b2635c5d515c5d5163',
    },
  },
  {
    title: 'async with / await',
    source: ['async def f(a):', '    async with a as x:', '        await x'].join('\n'),
    code: {
      f: 'c540080207202cb057140336005e5168c14909b15e516859515a425f571204df4457575b5a14055b5b5713065a5136035e516844515951424d5b5b140551575736035e5168595d5163',
    },
  },
  {
    title: 'Imports',
    source: ['import a.b', 'import a.b as x', 'from ..p import q as r, s', 'from u import *'].join('\n'),
    code: {
      '<module>': '10080126283280511b02160980511b021303160a82100410052a021b061c04160b1c051605598010072a011b08695163',
    },
  },
  {
    title: 'Unpacking and swaps',
    source: ['def f(s, o):', '    a, (b, *c) = s', '    a, b = b, a', '    a, o.x, b = b, c, a', '    x = y = s'].join(
      '\n',
    ),
    code: {
      f: '4a0e0204052028252ab03002c23101c3c4b3b25ac2c3b3b4b25b5ac2b11803c3b057c5c65163',
    },
  },
  {
    title: 'Star arguments',
    source: ['def f(g, a, k):', '    g(1, *a, 2, x=3, **k)', '    g.n(**k)'].join('\n'),
    code: {
      f: '5b0c02050607202eb081b18210038353b28235840359b0140453b280378200595163',
    },
  },
  {
    title: 'f-string',
    source: ['def f(a, b):', '    return f"{a}-{b!r:>{a}}-{a + b=}"'].join('\n'),
    code: {
      f: '42080204052023001403b0b1b0b0b1f2360463',
    },
  },
  {
    title: 'const, folding, assert, __debug__',
    source: [
      'from micropython import const',
      'A = const(10)',
      '_B = const(A * 4)',
      'def f(x):',
      '    if __debug__:',
      '        x(_B, A + 1)',
      '    assert x, "msg"',
      '    return 2 + 3 * 4 - x',
    ].join('\n'),
    code: {
      '<module>': '0806012c438010022a011b031c021602598a1607320016045163',
      f: '190e0408602020262ab0a88b340259b0434712051006340165828cf2b0f363',
    },
  },
  {
    title: 'Walrus in a comprehension',
    source: ['def f(it):', '    return [y for x in it if (y := x)]'].join('\n'),
    code: {
      f: '190702042001b1200001b0340163',
      'f/<listcomp>': '4a08030505202b00b15f4b0dc2b2572700443725002f14423163',
    },
  },
  {
    title: 'Decorators, annotations, raise from',
    source: ['@dec', '@mod.dec2(5)', 'def f(x: int) -> str:', '    z: int = 3', '    raise ValueError from x'].join(
      '\n',
    ),
    code: {
      '<module>': '1004012611041105130285340132003401340116035163',
      f: '19080306602283c11207b066',
    },
  },
  {
    title: 'Displays, sets, deletion',
    source: ['d = {1: 2, "k": 3}', 's = {1, 2}', 'l = [1, d]', 'del l[0]', 'e = ()'].join('\n'),
    code: {
      '<module>': '100a012b2627262c0282816283100262160381822d0216048111032b021605110580535b562a0016065163',
    },
  },
  {
    title: 'Two-byte jump offsets',
    source: [
      'def f(a):',
      '    while a:',
      '        a(1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010)',
      '        a(1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010)',
    ].join('\n'),
    code: {
      f: '610c020320231f2642ca80b0228768...',
    },
  },
  {
    title: 'Line table with large steps',
    source: [
      'a = 1',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      'b = 2',
      'if a: b = (',
      '',
      '  a())',
    ].join('\n'),
    code: {
      '<module>': '000a0183182344811602821603110244461102340016035163',
    },
  },
];
