"""C, C++ and Arduino sources -> what the firmware really registers, reserves and embeds."""
