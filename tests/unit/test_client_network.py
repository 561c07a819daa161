import pytest

from chalicelib.http.client_network import UNKNOWN, rate_limit_key


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
        ("2001:0DB8:1:2::1", "2001:db8:1:2::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", "not an address"),
    ],
)
def test_these_addresses_share_a_network(address, other):
    assert rate_limit_key(address) == rate_limit_key(other)


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:3::1"),
        ("203.0.113.9", "203.0.113.10"),
        ("::ffff:203.0.113.9", "::ffff:203.0.113.10"),
        ("203.0.113.9", UNKNOWN),
    ],
)
def test_these_addresses_do_not_share_a_network(address, other):
    assert rate_limit_key(address) != rate_limit_key(other)
