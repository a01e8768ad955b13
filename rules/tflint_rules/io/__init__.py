"""Does the model keep the contract with the code around it."""
