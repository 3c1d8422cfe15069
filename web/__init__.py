"""Screens: start page, chat page, board, ticket page. Talks to the desk through `usecases.ports.Store` only."""
