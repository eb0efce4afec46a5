"""What a worker process gives up before it answers anybody.

Each step is tried and none is required: a container may forbid some. What took hold is returned, so
that the server can log it. In the order of effect:

* limits of the kernel: address space (what a query may allocate), stack, no core file, no file may
  be written;
* a seccomp filter: no sockets, no new program, no tracing. SERVICE cannot leave even if the lexer
  missed it;
* a network namespace of its own, when the process may make one (as root, or in a user namespace);
* death with the parent: a signal when the thread that started the worker ends.

Linux only; elsewhere the limits are what there is. A confined process may not write files, so
coverage cannot be measured in it; `tests/store/test_confine.py` looks at what it can still do.

References: prctl(2), seccomp(2), setrlimit(2), unshare(2); linux/filter.h, linux/seccomp.h.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
from pathlib import Path

# A query within `kg.store.guard` needs less than 8 MiB of stack; what is unused costs nothing.
STACK_BYTES = 64 * 1024 * 1024

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 38, 22
_SECCOMP_MODE_FILTER = 2
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_EPERM = 1
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_LOAD_WORD, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _RETURN = 0x20, 0x15, 0x35, 0x06
# Of `struct seccomp_data`: the number of the call, and the architecture it was made for.
_NUMBER_OFFSET, _ARCHITECTURE_OFFSET = 0, 4
# socket, connect, sendto, sendmsg, bind, listen, socketpair, execve, execveat, ptrace, io_uring
# (which opens sockets without the calls above). Numbers are per architecture.
_DENIED = {
    "x86_64": (0xC000003E, (41, 42, 44, 46, 49, 50, 53, 59, 322, 101, 425, 426, 427)),
    "aarch64": (0xC00000B7, (198, 203, 206, 211, 200, 201, 199, 221, 281, 117, 425, 426, 427)),
}
# Calls of the x32 interface of x86_64 carry this bit and would pass by their numbers.
_X32_BIT = 0x40000000


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def confine_early() -> list[str]:  # pragma: no cover  # see the module
    """Take the steps that must come before threads exist; return the names of those that held."""
    held: list[str] = []
    if sys.platform != "linux":
        return held
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0:
        held.append("death-with-parent")
    if libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        held.append("network-namespace")
    return held


def confine(memory_bytes: int) -> list[str]:  # pragma: no cover  # see the module
    """Take the rest, once the store is open; return the names of the steps that held.

    Args:
        memory_bytes: Address space that may be taken beyond what the process has now.
    """
    held: list[str] = []
    _limit(resource.RLIMIT_AS, _address_space() + memory_bytes, held, "memory")
    _limit(resource.RLIMIT_STACK, STACK_BYTES, held, "stack")
    _limit(resource.RLIMIT_CORE, 0, held, "core")
    _limit(resource.RLIMIT_FSIZE, 0, held, "files")
    if _install_filter():
        held.append("seccomp")
    return held


def _limit(
    kind: int, value: int, held: list[str], name: str
) -> None:  # pragma: no cover  # see the module
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    # The stack keeps its hard limit; the others cannot be raised again.
    ceiling = hard if kind == resource.RLIMIT_STACK else value
    try:
        resource.setrlimit(kind, (value, ceiling))
    except (OSError, ValueError):
        return
    held.append(name)


def _address_space() -> int:  # pragma: no cover  # see the module
    """Return how much address space the process has now (0 where the kernel does not tell)."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return 0
    return int(statm.read_text().split()[0]) * resource.getpagesize()


def _install_filter() -> bool:  # pragma: no cover  # see the module
    known = _DENIED.get(os.uname().machine) if sys.platform == "linux" else None
    if known is None:
        return False
    code = _filter_program(*known)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0


def _filter_program(architecture: int, denied: tuple[int, ...]) -> bytes:
    """Assemble the filter: these calls fail with EPERM, and so does every other architecture."""
    # Jumps count the instructions to skip; the last one is the refusal, the one before it consent.
    body = [(_JUMP_EQUAL, len(denied) - place, 0, number) for place, number in enumerate(denied)]
    refusal = len(body) + 1
    program = [
        (_LOAD_WORD, 0, 0, _ARCHITECTURE_OFFSET),
        (_JUMP_EQUAL, 0, refusal + 2, architecture),
        (_LOAD_WORD, 0, 0, _NUMBER_OFFSET),
        (_JUMP_GREATER_EQUAL, refusal, 0, _X32_BIT),
        *body,
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
