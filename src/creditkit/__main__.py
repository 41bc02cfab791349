"""`python -m creditkit` is the same program as `creditkit`."""

from creditkit.app import main

if __name__ == "__main__":
    main()
