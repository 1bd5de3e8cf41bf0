"""What the pages of the site read and draw: queries over the published archive, words in two languages, charts."""
