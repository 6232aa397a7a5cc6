"""The store (Delta Lake), the audit, and the published Parquet."""
