"""Which plant is this? On a Raspberry Pi, with LiteRT."""

import numpy as np
from ai_edge_litert.interpreter import Interpreter

interpreter = Interpreter("models/plants.tflite")
interpreter.allocate_tensors()
interpreter.set_tensor(0, np.zeros((1, 24, 24, 1), np.float32))
interpreter.invoke()
