"""The web archive of each portal as WACZ 1.1.1: its records, an index of them and its pages in one file that replay tools open."""
