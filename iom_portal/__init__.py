"""The portal: its settings, the kernel of the register, and the pages and the API that stand on every room."""
