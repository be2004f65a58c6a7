"""Answers to those who sent something: what was understood, where it is listed or why not, how to change it.

It follows the ledger, as the edition does: one answer for each entry that is a decision, queued in the
database under the entry's number, sent by the worker through the channel that the message came by.
"""
