"""creditkit.toml, the cache, the lock, and the output folders of one company."""
