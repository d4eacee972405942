// Stands for the crate of that name, which rustc wants to see.
#![feature(compiler_builtins, no_core)]
#![compiler_builtins]
#![no_core]
