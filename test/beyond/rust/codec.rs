// What modules in Rust use of the language: trait objects, formatting, slices with checked bounds, a static that changes, a
// table of references, panics. With it come the shapes of objects that rustc makes.
#![no_std]

use core::fmt::{self, Write};
use core::panic::PanicInfo;

extern "C" {
    fn rust_panicked() -> !;
}

#[panic_handler]
fn panic(_: &PanicInfo) -> ! {
    unsafe { rust_panicked() }
}

static mut COUNT: u32 = 40;
static TABLE: [&str; 4] = ["zero", "one", "two", "three"];

trait Shape {
    fn area(&self) -> u32;
    fn name(&self) -> &'static str;
}

struct Square(u32);
struct Rect {
    w: u32,
    h: u32,
}

impl Shape for Square {
    fn area(&self) -> u32 {
        self.0 * self.0
    }
    fn name(&self) -> &'static str {
        "square"
    }
}

impl Shape for Rect {
    fn area(&self) -> u32 {
        self.w * self.h
    }
    fn name(&self) -> &'static str {
        "rect"
    }
}

struct Out<'a> {
    text: &'a mut [u8],
    len: usize,
}

impl Write for Out<'_> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        let end = self.len + s.len();
        self.text.get_mut(self.len..end).ok_or(fmt::Error)?.copy_from_slice(s.as_bytes());
        self.len = end;
        Ok(())
    }
}

#[no_mangle]
pub extern "C" fn rust_next() -> u32 {
    unsafe {
        COUNT += 1;
        COUNT
    }
}

#[no_mangle]
pub unsafe extern "C" fn rust_describe(kind: u32, a: u32, b: u32, text: *mut u8, size: usize) -> usize {
    let (square, rect) = (Square(a), Rect { w: a, h: b });
    let shape: &dyn Shape = if kind == 0 { &square } else { &rect };
    let mut out = Out { text: core::slice::from_raw_parts_mut(text, size), len: 0 };
    let word = TABLE[(a & 7) as usize];
    let _ = write!(out, "{} {:>5} {:#x} {:?}", shape.name(), shape.area(), a, word);
    out.len
}

#[no_mangle]
pub unsafe extern "C" fn rust_crc(data: *const u8, len: usize) -> u32 {
    !core::slice::from_raw_parts(data, len).iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 != 0 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}
