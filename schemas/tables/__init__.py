"""The published tables: one module a table, each with a `SPEC`. A new table is a new module here."""

from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from schemas.spec import TableSpec


def _collect() -> dict[str, TableSpec]:
    modules = (
        import_module(f"{__name__}.{info.name}") for info in iter_modules(__path__) if not info.name.startswith("_")
    )
    specs: list[TableSpec] = sorted((module.SPEC for module in modules), key=lambda spec: spec.name)
    return {spec.name: spec for spec in specs}


TABLES = MappingProxyType(_collect())
SOURCE_TABLES = tuple(spec for spec in TABLES.values() if spec.scope == "source")
