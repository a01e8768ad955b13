"""Files that tflint writes for a project: its first manifest, its op resolver."""
