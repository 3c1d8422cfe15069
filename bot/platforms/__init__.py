"""One sub-package per messaging platform; each translates between its protocol and `desk.messages`."""
