"""Telephone and SMS by a webhook: a page is posted to a gateway of the district, which rings or writes."""
