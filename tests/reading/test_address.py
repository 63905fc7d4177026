import socket

import pytest

from bot.reading.address import is_public, vetted
from bot.reading.limits import FetchError, ReadingSettings
from tests.sims.web import Names

PRIVATE = (
    "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16 "
    "169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.9 192.0.0.192 192.0.2.1 192.88.99.1 "
    "192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 "
    "255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::127.0.0.1 "
    "64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:10::1 2001:20::1 "
    "2001:db8::1 2002:7f00:1:: 2002:a00:1:: 3fff::1 4000::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 "
    "2606:4700::1111%1 fec0::1 ff02::1 "
)
PUBLIC = (
    "1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.0.1.1 192.167.255.255 198.17.0.1 "
    "223.255.255.254 2001:200::1 2400:3200::1 2606:4700::1111 2a00:1450:4001::1 ::ffff:1.1.1.1 64:ff9b::1.1.1.1 "
)


@pytest.mark.parametrize("address", PRIVATE.split())
def test_an_address_that_is_not_of_the_open_internet_is_known(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_an_address_of_the_open_internet_is(address):
    assert is_public(address)


async def test_an_address_is_given_once_in_the_order_it_was_found(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", Names({"a.com": [["1.1.1.1", "10.0.0.1", "2606:4700::1", "1.1.1.1"]]}))
    assert await vetted("a.com", 80, ReadingSettings()) == ("1.1.1.1", "2606:4700::1")


@pytest.mark.parametrize(
    ("host", "port", "allowed", "reason"),
    [
        ("10.0.0.1", 80, (), "private_address"),
        ("10.0.0.1", 8080, (), "private_address"),
        ("1.1.1.1", 8080, (), "closed_port"),
        ("1.1.1.1", 443, (), None),
        ("10.0.0.1", 80, ("10.0.0.1",), None),
        ("10.0.0.1", 8080, ("10.0.0.1",), "closed_port"),
        ("10.0.0.1", 8080, ("10.0.0.1:8080",), None),
        ("10.0.0.1", 80, ("10.0.0.1:8080",), "private_address"),
        ("10.0.0.2", 80, ("10.0.0.1",), "private_address"),
        ("wiki.corp.", 80, ("wiki.corp",), None),
    ],
)
async def test_which_host_and_port_may_be_asked(monkeypatch, host, port, allowed, reason):
    monkeypatch.setattr(socket, "getaddrinfo", Names({"wiki.corp.": [["10.0.0.9"]]}))
    limits = ReadingSettings(allow_hosts=allowed)
    if reason:
        with pytest.raises(FetchError, match=reason):
            await vetted(host, port, limits)
    else:
        assert await vetted(host, port, limits)
