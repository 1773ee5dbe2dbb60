"""The engines that every other test trusts."""

import asyncpg
import nats
import pytest


@pytest.mark.parametrize("turn", ["first", "second"])
async def test_each_test_gets_its_own_postgres_database(postgres_url, turn):
    connection = await asyncpg.connect(postgres_url)
    try:
        assert await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
        await connection.execute("CREATE TABLE left_behind ()")
        assert (await connection.fetchval("SHOW server_encoding"), await connection.fetchval("SHOW timezone")) == ("UTF8", "UTC")
    finally:
        await connection.close()


async def test_nats_keeps_what_it_acknowledged(bus_url):
    bus = await nats.connect(bus_url)
    try:
        stream = bus.jetstream()
        await stream.add_stream(name="house", subjects=["house.*"])

        kept = await stream.publish("house.ring", b"1")

        assert (await stream.get_msg("house", kept.seq)).data == b"1"
    finally:
        await bus.close()


@pytest.mark.browser
async def test_chromium_opens_a_page_and_has_a_database_for_the_phone(browser_engine):
    from playwright.async_api import async_playwright

    async with async_playwright() as play:
        browser = await play.chromium.launch(**browser_engine.launch())
        page = await browser.new_page()
        await page.goto("data:text/html;charset=utf-8,<h1>晴川生活</h1>")

        assert await page.inner_text("h1") == "晴川生活"
        assert await page.evaluate("typeof indexedDB + typeof navigator.serviceWorker") in ("objectundefined", "objectobject")
        await browser.close()
