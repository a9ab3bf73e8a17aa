"""Calls to lost customers: executives are dealt names, call, write down what they heard, and everyone hears it."""
