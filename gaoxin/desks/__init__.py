"""What stands on the four desks of a workspace: one module a table or file."""
