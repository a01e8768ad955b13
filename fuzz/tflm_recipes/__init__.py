"""How a random operator of each kind is made valid: one recipe for each kernel of TFLM, or for a family of alike ones."""

from tflm_recipes import custom_ops, elementwise, graphs, moving, networks
from tflm_recipes.registry import RECIPES

__all__ = ("RECIPES", "custom_ops", "elementwise", "graphs", "moving", "networks")
