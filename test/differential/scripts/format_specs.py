# format() of many values by many specifiers.
def t(f,*a,**k):
    try: print(repr(f(*a,**k)))
    except Exception as e: print(type(e).__name__, e.args)
vals=(0,1,-1,255,-255,10**12,-10**20,1.5,-2.25,0.0,'','ab','héé',b'x',None,True,[1],(1,),{1:2})
specs=('','d','5','<5','>5','^5','=5','05','+','-',' ','+d','x','#x','X','#X','o','#o','b','#b','c','s','5s','<5s','.2','.0','.2f','8.3f','e','.1e','g','.3g','%','n',',','_',',d','*<6','*^7','é^7','{','}','z','10d','-10d','+010d','#010x','r','i','a','.','5.','.x','1000','é','>','^','==5','0<5','0>5','.3s','5.1s','<05','>05','^05','+s','#s','-5','5-','d5','dd','0','00','+0')
n=0
for s in specs:
    out=[]
    for v in vals:
        try: out.append(format(v,s))
        except Exception as e: out.append((type(e).__name__,e.args))
    print(s,out)
