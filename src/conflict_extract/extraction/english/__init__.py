"""What an English sentence states: triggers, roles, factuality, classes of arguments."""
