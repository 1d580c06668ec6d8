"""Whether letters are signed on their way out, and by which key."""

from __future__ import annotations

from functools import cached_property

from digest.app.settings import DkimSettings
from digest.deliver.dkim import Signer
from digest.deliver.message import Mail


class Signs:
    """Signs messages as ``[dkim]`` says; without it they stay as they are. The key is read with the first one."""

    def __init__(self, dkim: DkimSettings | None) -> None:
        self._dkim = dkim

    def __call__(self, mail: Mail) -> Mail:
        """``mail`` with a signature in front.

        Raises:
            Unavailable: the key cannot be used.
        """
        return self._signer.signed(mail) if self._signer else mail

    @cached_property
    def _signer(self) -> Signer | None:
        return signer(self._dkim) if self._dkim else None


def signer(dkim: DkimSettings) -> Signer:
    """Who signs with the key of ``[dkim]``.

    Raises:
        Unavailable: the key cannot be used.
    """
    return Signer(dkim.domain, dkim.selector, dkim.key_file)
