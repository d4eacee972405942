import os, vfs
class FS:
    def __init__(self, c): self.c = c
    def mount(self, a, b): pass
    def umount(self): pass
    def chdir(self, p): pass
    def getcwd(self): return self.c
for c in ('/', '', 'x', '/x', b'/by', 5, None, '/x/'):
    vfs.mount(FS(c), '/m'); os.chdir('/m')
    try: print(repr(c), repr(os.getcwd()))
    except Exception as e: print(repr(c), repr(e))
    os.chdir('/'); vfs.umount('/m')
