static int log;
struct Noted {
    int digit;
    explicit Noted(int d) : digit(d) { log = log * 10 + d; }
};
static Noted last(3);
__attribute__((init_priority(200))) static Noted middle(2);
__attribute__((constructor(150))) static void before() { log = log * 10 + 1; }
template <typename T> struct Square {
    T side;
    __attribute__((noinline)) T area() const { return side * side; }
};
extern "C" int other_area(int n);
extern "C" int sequence() { return log * 10 + middle.digit + last.digit; }
extern "C" int area(int n) {
    Square<int> square = {n};
    return square.area() + other_area(n);
}
