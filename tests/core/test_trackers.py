"""What is taken off an address that is linked, and what never is."""

from __future__ import annotations

import pytest

from digest.core.identity import plain_url
from digest.core.trackers import without_trackers

PAGE = "https://tides.example.org/essay"

CLEANED = {
    f"{PAGE}?utm_source=letter": PAGE,
    f"{PAGE}?utm_source=a&utm_medium=b&utm_campaign=c&utm_term=d&utm_content=e&utm_id=f": PAGE,
    f"{PAGE}?page=2&utm_source=letter": f"{PAGE}?page=2",
    f"{PAGE}?utm_source=letter&page=2": f"{PAGE}?page=2",
    f"{PAGE}?b=1&utm_source=letter&a=2&fbclid=IwAR0&b=3": f"{PAGE}?b=1&a=2&b=3",
    f"{PAGE}?UTM_Source=letter&FBCLID=x": PAGE,
    f"{PAGE}?utm_source=": PAGE,
    f"{PAGE}?fbclid=IwAR0_x-y": PAGE,
    f"{PAGE}?gclid=Cj0K&gbraid=0A&gad_source=1": PAGE,
    f"{PAGE}?srsltid=AfmB": PAGE,
    f"{PAGE}?q=tide&_gl=1*abc*_ga*MTI.": f"{PAGE}?q=tide",
    f"{PAGE}?msclkid=0123": PAGE,
    f"{PAGE}?yclid=1&_openstat=ZGlyZWN0": PAGE,
    f"{PAGE}?twclid=2&ref_src=twsrc%5Etfw": PAGE,
    f"{PAGE}?igshid=MzRl": PAGE,
    f"{PAGE}?ttclid=E.C&li_fat_id=a-b&ScCid=c": PAGE,
    f"{PAGE}?mc_cid=0a1b&mc_eid=UNIQID": PAGE,
    f"{PAGE}?_hsenc=p2ANqtz&_hsmi=123&hsCtaTracking=a%7Cb": PAGE,
    f"{PAGE}?vero_id=me%40example.net&vero_conv=x": PAGE,
    f"{PAGE}?oly_enc_id=1&oly_anon_id=2": PAGE,
    f"{PAGE}?mkt_tok=eyJp": PAGE,
    f"{PAGE}?__s=abc&_ke=d&dm_i=e": PAGE,
    f"{PAGE}?mtm_campaign=a&pk_kwd=b&piwik_campaign=c": PAGE,
    f"{PAGE}?spm=a2c.1.0&id=7": f"{PAGE}?id=7",
    "https://www.bilibili.com/video/BV1x?p=3&vd_source=0f&spm_id_from=333.1": "https://www.bilibili.com/video/BV1x?p=3",
    "https://mp.weixin.qq.com/s?__biz=Mz==&mid=1&sn=a&sharer_shareid=b&isappinstalled=0#rd": (
        "https://mp.weixin.qq.com/s?__biz=Mz==&mid=1&sn=a#rd"
    ),
    f"{PAGE}?hmsr=a&bd_vid=b&wd=%E6%BD%AE": f"{PAGE}?wd=%E6%BD%AE",
    f"{PAGE}?utm_source=letter#part-2": f"{PAGE}#part-2",
    f"{PAGE}?utm_source=letter#:~:text=the%20tide,low%2Dwater": f"{PAGE}#:~:text=the%20tide,low%2Dwater",
    f"{PAGE}?a=%e4%bd+x&utm_source=letter&b=%2F&c=1;d=2": f"{PAGE}?a=%e4%bd+x&b=%2F&c=1;d=2",
    f"{PAGE}?&a=1&&utm_source=letter&": f"{PAGE}?&a=1&&",
    "https://潮汐.example/路径?查询=一&utm_source=信": "https://潮汐.example/路径?查询=一",
    "HTTPS://Example.ORG:8443?utm_source=letter&Case=Kept": "HTTPS://Example.ORG:8443?Case=Kept",
    "http://[2001:db8::1]/?fbclid=x": "http://[2001:db8::1]/",
}

KEPT = [
    PAGE,
    f"{PAGE}?",
    f"{PAGE}?page=2&source=letter&ref=home&s=20&t=5&id=utm_source",
    f"{PAGE}?utm_source",
    f"{PAGE}?spm",
    f"{PAGE}?my_utm_source=1&xfbclid=2&gclid2=3",
    f"{PAGE}?share_token=lets-me-in",
    f"{PAGE}?to=https%3A%2F%2Fx.example%2F%3Futm_source%3Da",
    f"{PAGE}#utm_source=letter",
    f"{PAGE}#/chapter?utm_source=letter",
    f"{PAGE};utm_source=letter/utm_source=letter",
    "https://web.archive.example/web/2020/https://tides.example.org/essay?utm_source=letter",
    "https://letters.example.net/Unsubscribe?mkt_tok=a&ck_subscriber_id=1",
    "https://letters.example.net/index.php/email/emailWebview?mkt_tok=a",
    "mailto:someone@example.org?subject=a&utm_source=b",
    "weread://book?utm_source=letter",
    "/essay?utm_source=letter",
    "see https://tides.example.org/essay?utm_source=letter",
    "",
]


@pytest.mark.parametrize(("url", "left"), CLEANED.items())
def test_what_trackers_added_is_taken_off_and_nothing_else(url: str, left: str) -> None:
    assert without_trackers(url) == left
    assert without_trackers(left) == left


@pytest.mark.parametrize("url", KEPT)
def test_everything_else_stays_as_it_is(url: str) -> None:
    assert without_trackers(url) == url


@pytest.mark.parametrize(("url", "left"), CLEANED.items())
def test_a_work_is_known_by_the_address_that_is_linked(url: str, left: str) -> None:
    assert plain_url(url) == plain_url(left)
