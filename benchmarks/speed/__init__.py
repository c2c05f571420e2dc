"""How fast trainings are, against other ways of writing them and against the machine."""
