"""Facts: frozen records with aware datetimes. No I/O, no clock, nothing decided."""
