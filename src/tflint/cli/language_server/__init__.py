"""The language server: one run of `tflint check` per save, shown as diagnostics, hovers and quick fixes."""
