from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bot.reading.dates import day_of, full_date, local, local_day, moment

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
        ("March 4, 2024 9:00 am ET", "2024-03-04T09:00:00-05:00"),
        ("July 4, 2024 9:00 am ET", "2024-07-04T09:00:00-04:00"),
        ("July 4, 2024 9:00 a.m. PDT", "2024-07-04T09:00:00-07:00"),
        ("4 July 2024, 18:20 BST", "2024-07-04T18:20:00+01:00"),
        ("4 July 2024, 18:20 GMT", "2024-07-04T18:20:00+00:00"),
        ("2024-07-04 18:20 (UTC+8)", "2024-07-04T18:20:00+08:00"),
        ("2024-07-04 18:20 GMT+0530", "2024-07-04T18:20:00+05:30"),
        ("发布于 2024-07-04 18:20 CST", "2024-07-04T18:20:00+08:00"),
        ("July 4, 2024 18:20 CST", "2024-07-04T18:20:00"),
        ("July 4, 2024 18:20 IST", "2024-07-04T18:20:00"),
        ("2024年3月5日 10:00-11:30", "2024-03-05T10:00:00"),
        ("2024-03-05T10:00-05:00", "2024-03-05T10:00:00-05:00"),
        ("1709596800", "2024-03-05T00:00:00+00:00"),
        ("1709596800123", "2024-03-05T00:00:00+00:00"),
        ("0000000001", None),
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


EVENING = datetime(2024, 3, 4, 22, 15, 40, tzinfo=UTC)


def test_a_moment_told_in_utc_is_put_in_the_zone_in_which_the_page_shows_it():
    found = local(EVENING, [None, date(2024, 3, 5), datetime.fromisoformat("2024-03-05T06:15")])
    assert found.isoformat() == "2024-03-05T06:15:40+08:00"


@pytest.mark.parametrize(
    "shown", [datetime.fromisoformat("2024-03-05T06:22"), datetime.fromisoformat("2024-03-07T06:15"), None]
)
def test_another_moment_tells_no_zone(shown):
    assert local(EVENING, [shown]) == EVENING


def test_a_moment_with_a_zone_of_its_own_keeps_it():
    stated = datetime(2024, 3, 5, 6, tzinfo=BEIJING)
    assert local(stated, [datetime.fromisoformat("2024-03-05T09:00")]) == stated


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        (date(2024, 3, 5), 5),
        (date(2024, 3, 3), 4),
        (date(2024, 3, 9), 4),
        (None, 4),
        (date(2024, 3, 4), 4),
        (datetime.fromisoformat("2024-03-05T01:00"), 5),
    ],
)
def test_the_day_of_a_moment_told_in_utc_is_the_one_the_page_shows_where_it_can_be(shown, wanted):
    assert local_day(EVENING, [shown]) == date(2024, 3, wanted)
