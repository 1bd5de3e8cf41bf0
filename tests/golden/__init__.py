"""Reports of known content in every format and layout; shares nothing with the readers but the data of the forms."""
