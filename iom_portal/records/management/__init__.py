"""Commands of the kernel: loading, exporting and auditing the register."""
