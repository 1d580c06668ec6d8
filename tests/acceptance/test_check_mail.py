"""``digest check --mail``: whether letters will be welcome, told to people and to programs."""

from __future__ import annotations

from tests.acceptance.home import Home

SMTP = '[smtp]\nhost = "{host}"\nfrom = "me@gmail.com"\n'


def send_by(home: Home, host: str) -> None:
    """Let letters come from an address of Gmail, by ``host``: nobody has to be asked about that."""
    to = 'to = ["reader@example.net"]\n'
    home.settings.write_text(SMTP.format(host=host) + home.settings.read_text("utf-8") + to, "utf-8")


def test_letters_by_the_provider_s_own_server_have_one_calm_line(home: Home) -> None:
    send_by(home, "smtp.gmail.com")
    told = home.answer("check", "--mail")
    assert told["ok"]
    [remark] = told["mail"]
    assert (remark["subject"], remark["state"], remark["hint"]) == ("mail", "well", "")
    assert home.answer("check")["mail"] is None
    assert f"✓ mail: {remark['message']}" in home.call("check", "--mail").err.splitlines()


def test_letters_in_a_provider_s_name_by_another_server_are_wrong(home: Home) -> None:
    send_by(home, "mail.example.net")
    done = home.call("check", "--mail", "--json")
    assert (done.status, done.json["ok"]) == (78, False)
    [remark] = done.json["mail"]
    assert remark["state"] == "wrong"
    done = home.call("check", "--mail")
    assert f"✗ mail: {remark['message']}; {remark['hint']}" in done.err.splitlines()
    assert home.call("check").status == 0


def test_files_are_not_looked_up(home: Home) -> None:
    file = home.write("tides.md", "# Tides\n")
    done = home.call("check", str(file), "--mail")
    assert (done.status, "leave them or the files out" in done.err) == (2, True)
