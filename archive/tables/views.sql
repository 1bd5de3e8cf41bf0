-- What readers are shown of a version. `part` is as in `where`, empty for the document itself, `position` is that of the
-- file among the parts of the version, `member` the name inside that file, empty for the file itself.
CREATE TABLE version_views (
    version_id TEXT NOT NULL REFERENCES versions(id), part TEXT NOT NULL, position INTEGER NOT NULL, member TEXT NOT NULL,
    media_type TEXT NOT NULL, sha256 TEXT NOT NULL, pages TEXT NOT NULL, PRIMARY KEY (version_id, part)
) STRICT, WITHOUT ROWID;
