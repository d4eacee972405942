// Error numbers MP_E* (native-abi.md section 4.8). Up to 34 every target agrees; above, bare-metal toolchains (newlib,
// picolibc: RISC-V, ARM, Xtensa) and Linux differ. EAGAIN and EWOULDBLOCK are one number.

const COMMON = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  E2BIG: 7,
  ENOEXEC: 8,
  EBADF: 9,
  ECHILD: 10,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  ENOTBLK: 15,
  EBUSY: 16,
  EEXIST: 17,
  EXDEV: 18,
  ENODEV: 19,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  ENOTTY: 25,
  ETXTBSY: 26,
  EFBIG: 27,
  ENOSPC: 28,
  ESPIPE: 29,
  EROFS: 30,
  EMLINK: 31,
  EPIPE: 32,
  EDOM: 33,
  ERANGE: 34,
  EOPNOTSUPP: 95,
} as const;

/** Bare-metal values: what modules for the boards are compiled with. */
export const ERRNO = {
  ...COMMON,
  ECONNRESET: 104,
  ENOBUFS: 105,
  EAFNOSUPPORT: 106,
  ECONNREFUSED: 111,
  EADDRINUSE: 112,
  ECONNABORTED: 113,
  ETIMEDOUT: 116,
  EHOSTUNREACH: 118,
  EINPROGRESS: 119,
  EALREADY: 120,
  EISCONN: 127,
  ENOTCONN: 128,
  ECANCELED: 140,
} as const;

/** Linux values, used by x86 and x64 modules and by firmware with its internal errno list. */
export const ERRNO_LINUX = {
  ...COMMON,
  EAFNOSUPPORT: 97,
  EADDRINUSE: 98,
  ECONNABORTED: 103,
  ECONNRESET: 104,
  ENOBUFS: 105,
  EISCONN: 106,
  ENOTCONN: 107,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EHOSTUNREACH: 113,
  EALREADY: 114,
  EINPROGRESS: 115,
  ECANCELED: 125,
} as const;

/** Number to name, bare-metal values. */
export const ERRNO_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(ERRNO).map(([name, value]) => [value, name] as const),
);
