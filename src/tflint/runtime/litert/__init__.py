"""The LiteRT interpreter: op versions, arena, load size."""
