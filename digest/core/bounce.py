"""Whether an address is off: who asks again and again for readers that a server has not got looks like a spammer.

Two refusals of an address as such, one after the other, switch it off; anything else in between does not. The codes
are those of RFC 3463, 3.2, which speak of the recipient: 5.1.1 no such mailbox, 5.1.2 no such host, and their like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.model.delivery import Delivery, DeliveryState

IN_A_ROW = 2

NOT_TRIED = f"not tried: the mail server has refused the address {IN_A_ROW} times in a row"
"""What the receipt of a delivery to such an address says."""

_NO_SUCH_ADDRESS = re.compile(r"\b5\d\d 5\.1\.(?:1|2|3|6|10)\b")


def is_off(tried: Sequence[Delivery]) -> bool:
    """Whether an address is off, by its last deliveries that were tried, the newest first."""
    last = tried[:IN_A_ROW]
    return len(last) == IN_A_ROW and all(
        one.state is DeliveryState.REJECTED and _NO_SUCH_ADDRESS.search(one.receipt) for one in last
    )
