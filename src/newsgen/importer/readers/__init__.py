"""The readers, one module for each kind of source; see :mod:`newsgen.importer.reader`."""
