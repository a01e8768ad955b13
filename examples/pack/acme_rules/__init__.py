"""ACME's own rules for models, a pack for tflint."""
