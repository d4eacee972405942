// The error numbers that the boards know by name (python-dialect.md 24.2, `errno`): in str() of an OSError, and in the
// module errno. Other numbers of the C library have no name there.

import { ERRNO } from '../../abi/index.js';

const NAMES = [
  ...['EPERM', 'ENOENT', 'EIO', 'EBADF', 'EAGAIN', 'ENOMEM', 'EACCES', 'EEXIST', 'ENODEV', 'EISDIR', 'EINVAL'],
  ...['EOPNOTSUPP', 'EADDRINUSE', 'ECONNABORTED', 'ECONNRESET', 'ENOBUFS', 'ENOTCONN', 'ETIMEDOUT', 'ECONNREFUSED'],
  ...['EHOSTUNREACH', 'EALREADY', 'EINPROGRESS'],
] as const;

export const ERRNO_TEXTS: ReadonlyMap<number, string> = new Map(NAMES.map((name) => [ERRNO[name], name]));
