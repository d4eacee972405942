int shared;
short sizes[9];
int other(int n) {
    sizes[8] += n;
    return shared++ + sizes[8];
}
