"""What templates, MJML and the makers of both would run or take in, if a text became a part of them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.browser.vectors.payloads import ASKED, PICTURE, RUN, SCRIPT

AROUND = (
    "{{ '[piece]'|safe }}",
    '{{ "[piece]"|safe }}',
    "{{ letter.subject }}[piece]",
    "{% raw %}[piece]{% endraw %}",
    "{% autoescape false %}[piece]{% endautoescape %}",
    "{% endfor %}[piece]{% for x in letter %}",
    "{% endif %}[piece]{% if x %}",
    "{% include '[piece]' %}[piece]",
    "{# [piece] #}",
    "#}[piece]{#",
    "}}[piece]{{",
    "%}[piece]{%",
    "<!-- for x in letter -->[piece]<!-- endfor -->",
    "<!--jinja_0_-->[piece]",
    "jinja_0_[piece]",
    "${[piece]}",
    "#{[piece]}",
    "<%= '[piece]' %>",
    "<%- [piece] %>",
    "[[[piece]]]",
    "{{{[piece]}}}",
    "{{{{[piece]}}}}",
    "%(x)s[piece]%s",
    "{0}[piece]{}",
    "\\[piece]",
    "<mj-text>[piece]</mj-text>",
    "</mj-text>[piece]<mj-text>",
    "</mj-text></mj-column></mj-section>[piece]",
    "<mj-raw>[piece]</mj-raw>",
    "<mj-raw position=file-start>[piece]</mj-raw>",
    "<mj-table>[piece]</mj-table>",
    "<mj-section><mj-column><mj-raw>[piece]</mj-raw></mj-column></mj-section>",
    "<mjml><mj-body>[piece]</mj-body></mjml>",
    "<mj-head><mj-raw>[piece]</mj-raw></mj-head>",
    "<mj-preview>[piece]</mj-preview>",
    "<mj-title></title>[piece]</mj-title>",
    "<!-- htmlmin:ignore -->[piece]<!-- htmlmin:ignore -->",
    "<![CDATA[<mj-raw>[piece]</mj-raw>]]>",
    "]]></mj-text>[piece]",
    "&lt;mj-raw&gt;[piece]&lt;/mj-raw&gt;",
    "<tbody><tr><td>[piece]</td></tr></tbody>",
    "<!--[if mso | IE]></td></tr></table><![endif]-->[piece]",
)

ALONE = (
    f"{{{{ constructor.constructor('{RUN}')() }}}}",
    f"<p ng-app ng-init=constructor.constructor('{RUN}')()>x</p>",
    f"<p v-html=\"'{PICTURE}'\">x</p>",
    f'<p :title="{RUN}" @focus={RUN} x-init={RUN} hx-on:load={RUN}>x</p>',
    f"{{{{ ''.__class__.__mro__[1].__subclasses__() }}}}{SCRIPT}",
    f"{{{{ cycler.__init__.__globals__.os.popen('id').read() }}}}{SCRIPT}",
    f'<mj-include path="/etc/passwd" />{SCRIPT}',
    f'<mj-include path="{ASKED}" type=html /><img src="{ASKED}">',
    f'<mj-button href="javascript:{RUN}" onclick={RUN}>x</mj-button>',
    f'<mj-image src="{ASKED}" onload={RUN} /><img src="{ASKED}">',
    f"<mj-style inline=inline>*{{background:url({ASKED})}}</mj-style><style>*{{background:url({ASKED})}}</style>",
    f"<mj-style></style>{SCRIPT}</mj-style>",
    f'<mj-font name=x href="{ASKED}" /><link rel=stylesheet href="{ASKED}">',
    f'<mj-attributes><mj-all css-class="x&quot; autofocus onfocus=&quot;{RUN}" /></mj-attributes>',
    f'<mj-html-attributes><mj-selector path="td"><mj-html-attribute name=onclick>{RUN}</mj-html-attribute>',
    f'<mj-social><mj-social-element src="{ASKED}" href="javascript:{RUN}">x</mj-social-element></mj-social>',
    f'<mj-hero background-url="{ASKED}"><table background="{ASKED}"><td>x</table></mj-hero>',
    f'<mj-carousel><mj-carousel-image src="{ASKED}" /></mj-carousel><img srcset="{ASKED}">',
    f'<mj-navbar base-url="javascript:{RUN}//"><mj-navbar-link href="x">x</mj-navbar-link></mj-navbar>',
    f"<mj-accordion><mj-accordion-title>{SCRIPT}</mj-accordion-title></mj-accordion>",
    f"<v:image src='{ASKED}' /><o:p>{PICTURE}</o:p>",
    f"<?xml:namespace prefix=t ns=urn:schemas-microsoft-com:time><t:set to='{PICTURE}' />",
    f"<xml id=x><x>{PICTURE}</x></xml><p datasrc=#x datafld=x dataformatas=html>x</p>",
)


def vectors() -> Iterator[str]:
    for around in AROUND:
        yield from (around.replace("[piece]", piece) for piece in (SCRIPT, PICTURE))
    yield from ALONE
