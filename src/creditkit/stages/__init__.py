"""Customer-sized stages: frame in, frame out; no disk, no clock, no screen."""
