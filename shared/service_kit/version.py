"""Which version of Parallax this is; the package's own version is read from here."""

VERSION = "0.1.0"
