"""Pictures of pages → ruling lines and lines of text with how sure they are. Works offline with the model of the rapidocr package."""
