"""What trackers add to addresses: the one list of it, for links that do without and works that are known again.

Taken up is what is made to follow a person, a letter or a click from site to site and what no page needs.
The names are those of who sets them: Google (``utm_*``, ``gclid`` and ``srsltid``: Analytics, Ads and Merchant
Center Help), Meta (``fbclid``, ``igshid``), Microsoft Advertising (``msclkid``), X, TikTok, LinkedIn, Reddit, Snap,
Pinterest, Yandex (``yclid``, ``_openstat``), Matomo (``mtm_*``, ``pk_*``), Mailchimp (``mc_*``), HubSpot (``_hs*``,
``hsa_*``), Marketo (``mkt_tok``), Vero, Omeda (``oly_*``), MailerLite, Drip (``__s``), Klaviyo, Kit, dotdigital,
beehiiv, Oracle Eloqua, Adobe, Yahoo, Impact, Branch, Alibaba (``spm``), bilibili, WeChat (``sharer_*``), Baidu
(``hm*``, ``bd_vid``) and 360. They were held against what Firefox (Query Parameter Stripping, in its source
documentation) and Brave (Query String Filter, in its wiki and in ``components/query_filter``) strip.
"""

from __future__ import annotations

import re
from functools import lru_cache

_FAMILIES = ("utm_", "mtm_", "piwik_", "hsa_", "sharer_")
_NAMES = """
gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid _ga _gl
fbclid fb_action_ids fb_action_types fb_ref fb_source mibextid igshid igsh
msclkid twclid ref_src ttclid li_fat_id rdt_cid sccid epik
yclid ymclid ysclid _openstat
pk_campaign pk_cid pk_content pk_keyword pk_kwd pk_medium pk_source
mc_cid mc_eid _hsenc _hsmi __hssc __hstc __hsfp hsctatracking mkt_tok vero_id vero_conv oly_anon_id oly_enc_id
ml_subscriber ml_subscriber_hash __s _ke _kx ck_subscriber_id dm_i _bhlid elqtrack elqtrackid ef_id s_kwcid wickedid
guce_referrer guce_referrer_sig irclickid _branch_match_id _branch_referrer
spm spm_id_from vd_source isappinstalled hmsr hmpl hmcu hmkw hmci bd_vid qhclickid
"""
_KNOWN = frozenset(_NAMES.split())

_LETTER = re.compile("unsubscribe|emailwebview", re.IGNORECASE)
_ASKING = re.compile(r"(https?://[^?#\s]*)\?([^#\s]*)(#\S*)?", re.IGNORECASE)


def is_tracker(parameter: str) -> bool:
    """Whether ``parameter``, a part of a query as it stands there, was added by a tracker; a bare name never is."""
    name, equals, _ = parameter.partition("=")
    name = name.lower()
    return bool(equals) and (name in _KNOWN or name.startswith(_FAMILIES))


@lru_cache(maxsize=1_024)
def without_trackers(url: str) -> str:
    """``url`` without what trackers added; everything else of it stays byte for byte.

    What is no address of the web stays as it is. So does one with another in its path, which is a page kept by an
    archive, known by the whole of that address; so does one by which a newsletter is left, or read in a browser,
    which wants to be told whose it is.
    """
    asking = _ASKING.fullmatch(url)
    if asking is None or "://" in asking[1][len("https://") :] or _LETTER.search(asking[1]):
        return url
    page, query, fragment = asking.groups("")
    parameters = query.split("&")
    kept = [parameter for parameter in parameters if not is_tracker(parameter)]
    if len(kept) == len(parameters):
        return url
    left = "&".join(kept)
    return f"{page}?{left}{fragment}" if left else page + fragment
