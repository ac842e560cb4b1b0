"""Who writes the letters: gathers the facts of each from the register, and owes it. `step_letters` is the door for a step taken."""
