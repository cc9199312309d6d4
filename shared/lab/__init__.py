"""Measures models on a workload: experiments, their statistics, reasons and reports.

Empty on purpose: the process of a leg imports `lab.leg_process` alone, under Pythons without any package.
"""
