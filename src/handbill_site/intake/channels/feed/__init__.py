"""Feeds that we subscribe to: asked now and then, cut into items, each changed item a delivery.

    subscriptions  who adds and removes them, and how each stands
    rounds         whose turn it is; the one receiver of this channel
    polling        one feed: found, asked, compared; the poller of the contract
    memory         what of a feed is remembered between two polls, and what a poll changes in it
    opening        what was fetched, opened in the limited reader child
    asking         one polite request: pace, conditions, and what a status means

No robots.txt is asked for: a feed is published to be fetched by programs, as often as its headers and the
pace here allow, and the address was given to us for that.
"""
