"""Write the example data anew: python examples/make_examples.py [FOLDER]

The same creditkit writes the same bytes; `creditkit demo` makes the Huaxia workspace in the same way.
"""

from __future__ import annotations

import sys
from pathlib import Path

from creditkit.workspace.example import write_english_example, write_example


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for path in (*write_example(folder / "huaxia"), *write_english_example(folder / "english")):
        print(path)


if __name__ == "__main__":
    main()
