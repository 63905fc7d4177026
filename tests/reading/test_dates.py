from datetime import date, datetime, timedelta, timezone

import pytest

from bot.reading.dates import day_of, full_date, moment

BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2022-02-13T07:00:00+08:00", "2022-02-13T07:00:00+08:00"),
        ("2022-02-13T07:00:00.123Z", "2022-02-13T07:00:00+00:00"),
        ("2024-05-06T10:00:00-0500", "2024-05-06T10:00:00-05:00"),
        ("Sun, 13 Feb 2022 07:00:00 GMT", "2022-02-13T07:00:00+00:00"),
        ("2022-02-13 07:00", "2022-02-13T07:00:00"),
        ("2005/05/17 22:11:42", "2005-05-17T22:11:42"),
        ("发布时间2005-08-12 16:12", "2005-08-12T16:12:00"),
        ("2022年2月13日 下午3:05", "2022-02-13T15:05:00"),
        ("2022年2月13日 08:52 北京时间", "2022-02-13T08:52:00+08:00"),
        ("2022年02月13日（星期日）08时52分", "2022-02-13T08:52:00"),
        ("February 13, 2022 at 3:05 p.m.", "2022-02-13T15:05:00"),
        ("Feb 13, 2022 12:05 AM", "2022-02-13T00:05:00"),
        ("5 May 2020", "2020-05-05"),
        ("20220213", "2022-02-13"),
        ("2022-02-13T25:00:00", "2022-02-13"),
        ("2022-02-13T07:00:00+99:00", "2022-02-13T07:00:00"),
        ("2022-02-30", None),
        ("yesterday", None),
    ],
)
def test_a_moment_is_read_with_its_time_and_zone_where_it_states_them(text, wanted):
    found = moment(text)
    assert (found and found.isoformat()) == wanted


def test_the_day_of_a_moment_is_the_one_in_its_authors_calendar():
    assert day_of(datetime(2022, 2, 13, 1, tzinfo=BEIJING)) == date(2022, 2, 13)
    assert day_of(date(2022, 2, 13)) == date(2022, 2, 13)
    assert day_of(None) is None


def test_the_first_full_date_counts():
    assert full_date("2021年3月4日至2022年5月6日") == date(2021, 3, 4)
