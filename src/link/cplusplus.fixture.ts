// C++ programs for the linker: static constructors, virtual and templated classes, static variables in inline functions
// of two files, the heap. Tests only.

/** Results in one number, which depends on every part. */
export const CLASSES = {
  'classes.cc': `
typedef unsigned u32;
int trace;
extern int shared_inline();
struct Shape { virtual ~Shape() {} virtual int area() const = 0; virtual int sides() const { return 0; } };
struct Square : Shape { int w; explicit Square(int w) : w(w) {} ~Square() override { trace++; } int area() const override { return w * w; } int sides() const override { return 4; } };
struct Rect final : Shape { int w, h; Rect(int w, int h) : w(w), h(h) {} int area() const override { return w * h; } int sides() const override { return 4; } };
template <typename T, int N> struct Ring { T v[N]; int at = 0, n = 0; void push(T x) { v[at] = x; at = at + 1 == N ? 0 : at + 1; n++; } T sum() const { T s = 0; for (int i = 0; i < N && i < n; i++) s += v[i]; return s; } };
template struct Ring<int, 5>;
inline int counter() { static int n = 100; return ++n; }
struct Log { int id; Log(int i) : id(i) { trace = trace * 10 + id; } };
static Log first(1);
Log second(2);
static int computed = counter() + 3;
struct Lazy { int v; Lazy() : v(counter() * 2) {} };
static Lazy &lazy() { static Lazy l; return l; }
static Square global_square(6);
static const Shape *const shapes[] = { &global_square, &global_square };
struct Base1 { virtual int f() { return 1; } int a = 5; }; struct Base2 { virtual int g() { return 2; } int b = 6; };
struct Multi : Base1, Base2 { int f() override { return 10 + b; } int g() override { return 20 + a; } };
struct V { virtual int v() { return 3; } int x = 1; }; struct VA : virtual V { int y = 2; }; struct VB : virtual V { int z = 3; }; struct VC : VA, VB { int v() override { return x + y + z; } };
namespace n { static int op(int a, int (*f)(int)) { return f(a); } }
enum class E { A = 4 };
extern "C" int mpy_init() {
  Ring<int, 5> r; for (int i = 0; i < 9; i++) r.push(i);
  Ring<long long, 3> r2; r2.push(1LL << 33); r2.push(7);
  Rect rect(3, 4); const Shape *s = trace ? (const Shape *)&rect : (const Shape *)&global_square;
  Multi m; Base2 *b2 = &m; Base1 *b1 = &m; VC vc; V *v = &vc;
  int k = 7; auto lam = [&](int q) { return q + k; };
  u32 h = 17; auto add = [&](u32 x) { h = h * 31 + x; };
  add(trace); add(computed); add(lazy().v); add(lazy().v); add(counter()); add(shared_inline());
  add(s->area()); add(s->sides()); add(shapes[1]->area()); add(r.sum()); add((u32)(r2.sum() >> 3));
  add(b2->g()); add(b1->f()); add(v->v()); add(lam(1)); add(n::op(5, [](int x) { return x * 3; })); add((u32)E::A); add(second.id + first.id);
  return h & 0x3fffffff;
}
`,
  'other.cc': `
inline int counter() { static int n = 100; return ++n; }
int shared_inline() { return counter(); }
`,
};

const HEAP = `
typedef decltype(sizeof 0) size;
struct A { int x; A(int v) : x(v) {} virtual ~A() {} virtual int f() { return x; } };
struct B : A { B() : A(9) {} ~B() {} int f() override { return x + 1; } };
__attribute__((noinline)) A *make() { return new B; }
__attribute__((noinline)) int *many(size n) { return new int[n]; }
__attribute__((noinline)) void drop(A *a, int *v) { delete a; delete[] v; }
`;
export const USES_HEAP = `${HEAP}
extern "C" int mpy_init() {
  A *a = make(); int *v = many(5); v[3] = 4;
  int r = a->f() * 10 + v[3];
  drop(a, v);
  return r;
}`;
export const USED_HEAP = 104;
/** Raises MemoryError, whose name is the static qstr 44. */
export const TOO_MUCH = `${HEAP}
extern "C" int mpy_init() { return many(0x100000)[0]; }`;

export const ABSTRACT = `
struct Shape { Shape(); virtual int area() = 0; virtual int sides() = 0; };
struct Square : Shape { int area() override; int sides() override { return 4; } };
Shape::Shape() {}
int Square::area() { return 9; }
static Square square;
__attribute__((noinline)) int both(Shape *s) { return s->area() * 10 + s->sides(); }
extern "C" int mpy_init() { return both(&square); }
`;
export const ABSTRACT_RESULT = 94;
