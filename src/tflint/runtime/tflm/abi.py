"""Struct sizes per ABI, kernel library and runtime snapshot, from the measured tables in abi/*.json."""
