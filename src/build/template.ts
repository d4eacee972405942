// The files of a new project: a module in C, a test in Python, and what a repository of it needs.
import { PROJECT_FILE } from './project-json.js';

/** Path -> text. `name` is a module name. */
export function projectTemplate(name: string): Readonly<Record<string, string>> {
  return {
    [PROJECT_FILE]: `${JSON.stringify({ name, sources: [`${name}.c`] }, null, 2)}\n`,
    [`${name}.c`]: source(name),
    [`tests/test_${name}.py`]: test(name),
    'README.md': readme(name),
    '.gitignore': 'build/\ndist/\n',
    '.clangd': 'CompileFlags:\n  CompilationDatabase: build\n',
    '.github/workflows/native-module.yml': workflow(name),
  };
}

const source = (name: string) => `// The native module \`${name}\`: see README.md for how to build and test it.
#include "py/dynruntime.h"

// ${name}.count(data, byte): how often a byte occurs in a buffer.
static mp_obj_t ${name}_count(mp_obj_t data, mp_obj_t byte_in) {
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(data, &buffer, MP_BUFFER_READ);
    mp_int_t wanted = mp_obj_get_int(byte_in);
    if (wanted < 0 || wanted > 255) {
        mp_raise_ValueError(MP_ERROR_TEXT("byte must be in range(0, 256)"));
    }
    const byte *bytes = buffer.buf;
    size_t found = 0;
    for (size_t i = 0; i < buffer.len; i++) {
        if (bytes[i] == wanted) {
            found++;
        }
    }
    return mp_obj_new_int(found);
}
static MP_DEFINE_CONST_FUN_OBJ_2(${name}_count_obj, ${name}_count);

// Runs when the module is imported; every name of the module is stored here.
mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_count, MP_OBJ_FROM_PTR(&${name}_count_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
`;

const test = (name: string) => `import ${name}

assert ${name}.count(b"banana", ord("a")) == 3
assert ${name}.count(bytearray(1000), 0) == 1000
assert ${name}.count(b"", 7) == 0

try:
    ${name}.count(b"x", 256)
    assert False, "no ValueError"
except ValueError as e:
    assert str(e) == "byte must be in range(0, 256)"

try:
    ${name}.count(42, 0)
    assert False, "no TypeError"
except TypeError:
    pass
`;

const readme = (name: string) => `# ${name}

A native module for MicroPython, written in C.

    npx natmod build              # dist/${name}_rv64imc.mpy, dist/${name}_rv32imc.mpy
    npx natmod test               # tests/ on emulated boards of both
    npx natmod build --arch all   # for every architecture that has a compiler here
    npx natmod doctor             # which compilers are here, how to get the others

On a board, copy the file for its architecture beside your scripts as \`${name}.mpy\`, then:

    >>> import ${name}
    >>> ${name}.count(b"banana", ord("a"))
    3
`;

const workflow = (
  name: string,
) => `# Builds ${name} for every architecture, tests it on emulated boards, and reports the size of the code.
name: native module
on: [push, pull_request]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - name: Compilers
        run: |
          sudo apt-get update
          sudo apt-get install -y gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf gcc-arm-none-eabi libnewlib-arm-none-eabi gcc-xtensa-lx106 gcc-multilib
      - run: npm install --no-save natmod
      - run: npx natmod build --arch all -o dist
      - run: npx natmod test --reporter default --reporter junit=junit.xml
      - name: Size, against the target of the pull request
        if: github.event_name == 'pull_request'
        run: |
          git worktree add ../before "origin/$GITHUB_BASE_REF"
          mkdir -p ../before/dist
          npx natmod build ../before --arch all -o ../before/dist || echo "The target branch does not build: all modules count as new."
          npx natmod size dist --compare ../before/dist --format markdown >> "$GITHUB_STEP_SUMMARY"
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: ${name}
          path: |
            dist/*.mpy
            junit.xml
`;
