"""Keep pyarrow from loading pandas where nobody asked for it."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec

import pyarrow as pa


class _NoPandas:
    """An import finder that says that there is no pandas."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return nothing for any other module.

        Raises:
            ImportError: the module is pandas.
        """
        if name == "pandas":
            raise ImportError(name)
        return None


def keep_pandas_out() -> None:
    """Let pyarrow look for pandas once and not find it; it looks at its first array, and pandas takes half a second.

    What asks for pandas by name still gets it: `import pandas`, `Table.to_pandas`.
    """
    if "pandas" in sys.modules:
        return
    refusal = _NoPandas()
    sys.meta_path.insert(0, refusal)
    try:
        pa.array(())
    finally:
        sys.meta_path.remove(refusal)
