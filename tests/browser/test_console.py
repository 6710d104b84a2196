"""The console of the API: its script is local, and what is tried there is answered under the policy of the site."""

from playwright.sync_api import expect


def test_a_request_is_tried_and_answered(desk):
    desk.goto("/api/docs/console/#/counts")
    operation = desk.locator(".opblock", has_text="/api/v1/counts/").first
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.locator("tr[data-param-name=as_of] input").fill("2013-06-14")
    operation.get_by_role("button", name="Execute").click()
    answer = operation.locator(".live-responses-table")
    expect(answer.locator(".response-col_status").last).to_contain_text("200")
    expect(answer).to_contain_text('"certain": 149')
    expect(operation.locator(".request-url")).to_contain_text("/api/v1/counts/?as_of=2013-06-14")
