"""What a runtime does with a model; knows no rule and no board's budget."""
