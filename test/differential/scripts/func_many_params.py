def f(a, b, c, d, e, g, h, i, j, k, l, m, n, o, p): return (a, b, c, d, e, g, h, i, j, k, l, m, n, o, p)
print(f(*range(15)))
print(f(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, p=15, o=14))
def many():
    a=1;b=2;c=3;d=4;e=5;f=6;g=7;h=8;i=9;j=10;k=11;l=12;m=13;n=14;o=15;p=16;q=17;r=18;s=19;t=20
    u=21;v=22;w=23;x=24;y=25;z=26;aa=27;bb=28
    def inner(): return a + bb + q
    a += 1; bb -= 1
    return (a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z,aa,bb, inner())
print(many())
print((lambda a, b, c, d, e, f, g, h, i, j: a + b + c + d + e + f + g + h + i + j)(*range(10)))
def kwo(*, a, b, c=3, d=4, e): return a, b, c, d, e
print(kwo(e=5, b=2, a=1), kwo(d=0, e=5, b=2, a=1))
def mix(a, b=1, *args, k1, k2=2, **kw): return (a, b, args, k1, k2, sorted(kw.items()))
print(mix(0, k1=9), mix(0, 1, 2, 3, k1=4, k2=5, k3=6))
deep = 0
for x in (((((((((1,),),),),),),),),): deep = x
print(deep)
print(((((((((((((1 + 1) * 2) + 3) * 4) - 5) // 2) ** 2) % 1000) << 2) | 1) ^ 7) & 0xffff))
