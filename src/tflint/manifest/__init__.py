"""tflint.toml -> Manifest: boards, budgets, contracts, options; every mistake as file:line:col."""
