"""creditkit: the command-line credit department, as a library."""

__version__ = "0.1.0"
