"""Experiments in the terminal: run with bars, shown as one table with its reasons, written as reports."""
