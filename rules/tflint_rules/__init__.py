"""The built-in rule pack, loaded the way any other pack is."""
