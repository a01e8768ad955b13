"""What the exit code says; the shell's own numbers for a process that a signal ended."""

CLEAN = 0
FINDINGS = 1
USAGE = 2
INTERNAL = 3
INTERRUPTED = 130
CLOSED = 141
TERMINATED = 143
