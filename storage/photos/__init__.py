"""Pictures that people send, drawn anew in a process of their own: nothing of the file survives but what is to be seen."""
