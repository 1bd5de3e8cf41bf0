"""What the pages of the site show of a report, read from the published database: no HTML, plain values for templates."""
