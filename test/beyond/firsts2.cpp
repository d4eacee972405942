template <typename T> struct Square {
    T side;
    __attribute__((noinline)) T area() const { return side * side; }
};
extern "C" int other_area(int n) {
    Square<int> square = {n + 1};
    return square.area();
}
