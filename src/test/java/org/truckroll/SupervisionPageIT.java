// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.truckroll.field.workforce.WorkOrderSender;

/** The pages of the dispatch centre in a real browser: supervision, orders, to-do and dispatched (HCDC-08 to HCDC-16, HCDC-47, PTT-23). */
@ProcessTest
class SupervisionPageIT {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    /** A key that has no text is shown as it is. */
    private static final String UNTRANSLATED =
            "\\[object|\\bnull\\b|\\bundefined\\b|NaN|\\b(nav|sla|kind|orphan|col|give|time|pause|act|milestone|outcome|orderType|appointment|supervision|orders|orderState|clock|clockState|given|todo|dispatched|decision|action|step|state)\\.[a-zA-Z]";

    @Autowired
    private Stories stories;

    @Autowired
    private WorkOrderSender sender;

    @LocalServerPort
    private int port;

    @TempDir
    private Path profile;

    private PageBrowser desk;
    private Assignments doors;
    private String area;

    @BeforeAll
    static void findBrowser() {
        PageBrowser.require();
    }

    @BeforeEach
    void sitDown() {
        stories.begin();
        doors = stories.doors(port);
        area = "seen.a" + NUMBER.incrementAndGet();
        desk = PageBrowser.desk(port, profile, "supervision");
    }

    @AfterEach
    void getUp() {
        desk.close();
    }

    private Story visit(String division, String street) {
        return stories.at("{\"division\":\"" + division + "\",\"area\":\"" + area + "\",\"address\":{\"street\":\""
                        + street
                        + "\",\"postalCode\":\"00000\",\"city\":\"Exempelstad\"},\"device\":{\"kind\":\"MANUAL\"}}")
                .asked("ENABLE", Stories.object("{contact: {name: 'Åsa Påhittad', phone: '070-174 06 05'}}"))
                .assess("E15", "TURN_ON_METER");
    }

    private void post(String user, Story story, String step, String body) {
        doors.call(user, "POST", "/api/v1/field-activities/" + story.activity().id() + "/" + step, body)
                .is(200);
    }

    private static void later(Duration time) {
        ClockUtil.setCurrentTime(Date.from(Stories.NOW.plus(time)));
    }

    private void open(String user, String page) {
        desk.go("/desk/" + page);
        desk.type("input[name=user]", user);
        desk.type("input[name=password]", "demo");
        desk.click("form.login button.main");
        desk.await(driver -> driver.findElements(By.cssSelector("dialog[open]")).isEmpty());
    }

    private void settled(String list) {
        desk.await(
                driver -> driver.findElements(By.cssSelector(list + " table")).size() > 0
                        && driver.findElements(By.cssSelector("[aria-busy=true]"))
                                .isEmpty());
        assertThat(desk.text()).doesNotContainPattern(UNTRANSLATED);
    }

    private String row(Story story) {
        return desk.await(driver -> driver.findElements(By.cssSelector("tr")).stream()
                .map(WebElement::getText)
                .filter(text -> text.contains(story.order().externalId()))
                .findFirst()
                .orElse(null));
    }

    private long selected() {
        return desk.driver
                .findElements(By.cssSelector("#list input[type=checkbox]:checked"))
                .size();
    }

    /** HCDC-14, HCDC-16, HCDC-47. */
    @Test
    void dispatcherSeesWhomToCallAndGivesWorkToOthers() {
        Story signed = visit("north", "Påhittade gatan 11");
        Story waiting = visit("north", "Påhittade gatan 12");
        post("crew", signed, "claim", "{}");
        later(Duration.ofHours(38));
        Story warned = visit("north", "Påhittade gatan 13");
        later(Duration.ofHours(75));
        post("crew", signed, "status", "{\"status\":\"EN_ROUTE\"}");

        open("dispatcher", "supervision.html?area=" + area);
        settled("#list");
        assertThat(desk.find("[data-kind=OVERDUE] .count").getText()).isEqualTo("2");
        assertThat(desk.find("[data-kind=WARNING] .count").getText()).isEqualTo("1");
        assertThat(desk.find("[data-kind=UNSIGNED] .count").getText()).isEqualTo("2");
        assertThat(row(signed))
                .contains("Overdue", "27 h 0 min", "Påhittade gatan 11", "Carl North", "+46 70 174 06 09");
        assertThat(row(waiting)).contains("Overdue", "nobody yet");
        assertThat(desk.driver.findElements(By.cssSelector("a[href='tel:+46701740609']")))
                .hasSize(1);
        assertThat(desk.find(".sla.OVERDUE").getCssValue("background-color"))
                .as("red")
                .isEqualTo("rgba(163, 21, 42, 1)");
        desk.picture("1-overdue");

        // With the keyboard to the next tab, which is green, and back.
        desk.find("[data-kind=OVERDUE]").sendKeys(Keys.ARROW_RIGHT);
        assertThat(row(warned)).contains("Warning");
        assertThat(desk.driver.switchTo().activeElement().getAttribute("data-kind"))
                .isEqualTo("WARNING");
        assertThat(desk.find(".sla.WARN").getCssValue("background-color"))
                .as("green")
                .isEqualTo("rgba(30, 107, 44, 1)");
        assertThat(desk.driver.getCurrentUrl()).contains("kind=WARNING", "area=" + area);
        desk.find("[data-kind=WARNING]").sendKeys(Keys.ARROW_LEFT);
        row(signed);

        desk.find("#list input[type=checkbox]").sendKeys(Keys.SPACE);
        assertThat(desk.find(".bar strong").getText()).isEqualTo("1 selected");
        desk.click("#all");
        assertThat(selected()).isEqualTo(2);
        desk.click("#refresh");
        settled("#list");
        assertThat(selected()).as("after a refresh").isEqualTo(2);

        desk.click("#give");
        desk.find("dialog select[name=group]");
        desk.type("dialog input[name=reason]", "too late");
        desk.picture("2-give");
        desk.click("dialog button.main");
        desk.awaitText("1 assigned, 1 refused.");
        assertThat(row(waiting)).contains("Given to");
        assertThat(row(signed)).contains("The crew is on its way or at work");
        assertThat(selected()).as("who was refused").isEqualTo(1);
        desk.picture("3-given");
        assertThat(doors.call(
                                "dispatcher",
                                "GET",
                                "/api/v1/field-activities/" + waiting.activity().id() + "/assignments",
                                null)
                        .body()
                        .at("/items/0/reason")
                        .asText())
                .isEqualTo("too late");
    }

    /** EVADO-01. */
    @Test
    void leaderLooksOnAlsoOnATelephone() {
        Story story = visit("north", "Påhittade gatan 14");
        later(Duration.ofHours(50));
        open("leader", "supervision.html?kind=UNSIGNED&area=" + area);
        settled("#list");
        assertThat(row(story)).contains("Påhittade gatan 14");
        assertThat(desk.driver.findElements(By.cssSelector("#list input, #all")))
                .isEmpty();
        desk.awaitText("You see this as a work leader");

        desk.driver.manage().window().setSize(new Dimension(500, 844));
        assertThat((Long) desk.script("return document.documentElement.scrollWidth - window.innerWidth"))
                .isNotPositive();
        assertThat(desk.find("#list td[data-label='Order']").isDisplayed()).isTrue();
        assertThat(desk.driver.findElement(By.cssSelector("#list thead")).isDisplayed())
                .isFalse();
        desk.picture("4-telephone");

        for (Map.Entry<String, String> word : Map.of(
                        "sv",
                        "Osignerade",
                        "pl",
                        "Niepodjęte",
                        "pt",
                        "Não assumidos",
                        "zh",
                        "未签收",
                        "it",
                        "Non presi in carico")
                .entrySet()) {
            desk.choose("#language", word.getKey());
            desk.awaitText(word.getValue());
            settled("#list");
        }
    }

    /** Whom to call about a visit that none of our crews has. */
    @Test
    void rowNamesTheWorkforceSystemThatHasTheVisit() {
        Outside outside = Outside.of(doors, sender);
        Assignments.Assignment visit = doors.send(
                "{\"division\":\"south\",\"area\":\"south.islands." + area
                        + "\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}",
                "DISABLE",
                "TURN_OFF_METER");
        outside.talk();
        later(Duration.ofHours(50));

        open("dispatcher-south", "supervision.html?area=south.islands." + area);
        settled("#list");

        assertThat(row(visit.story()))
                .contains("With a workforce system", "simulator")
                .doesNotContain("no crew yet");
    }

    /** PTT-23, CALL-09. */
    @Test
    void orderIsFoundByItsCustomerAndOpened() {
        Story story = visit("north", "Påhittade gatan 15");
        post("crew", story, "claim", "{}");
        post("crew", story, "appointment", "{\"start\":\"2026-03-03T10:00:00Z\",\"end\":\"2026-03-03T12:00:00Z\"}");
        String clock = doors.call("dispatcher", "GET", "/api/v1/service-orders/" + story.orderId() + "/clocks", null)
                .body()
                .at("/items/0/id")
                .asText();
        doors.call("dispatcher", "POST", "/api/v1/clocks/" + clock + ":pause", "{\"reason\":\"CUSTOMER_ASKED\"}")
                .is(200);
        open("dispatcher", "orders.html");
        desk.type("input[name=phone]", "07");
        desk.click("#find");
        desk.awaitText("must be a whole telephone number");
        desk.type("input[name=phone]", "+46 70 174 06 05");
        desk.type("input[name=name]", "pahit asa");
        desk.script("document.querySelector('input[name=from]').value = '2026-03-02'");
        desk.choose("select[name=state]", "inProgress");
        desk.click("#find");
        settled("#list");
        assertThat(row(story)).contains("Start of supply", "Åsa Påhittad", "070-174 06 05", "under way");
        assertThat(desk.driver.getCurrentUrl()).doesNotContain("pahit", "174");
        desk.picture("5-orders");

        desk.driver.findElement(By.linkText(story.order().externalId())).click();
        desk.find("#one .visit");
        assertThat(desk.find("#one").getText())
                .contains(
                        "Åsa Påhittad",
                        "Påhittade gatan 15",
                        "In time",
                        "Start of supply",
                        "Turn on the meter",
                        "Appointment: 3/3/26, 11:00",
                        "1:00",
                        "(confirmed)",
                        "stands still: the customer asked to wait",
                        "Turn on the meter: begun",
                        "Appointment made",
                        "Who had it",
                        "Signed",
                        "crew",
                        "Clocks",
                        "2 d 0 h",
                        "TURN_ON_METER_STARTED");
        assertThat(desk.text())
                .doesNotContainPattern(UNTRANSLATED)
                .as("one clock for all")
                .doesNotContainPattern("\\dT\\d\\d:")
                .containsOnlyOnce("All times are those of Europe/Stockholm.");
        desk.picture("6-order");
        desk.driver.navigate().back();
        desk.find("#search");
        assertThat(row(story)).as("the list is still there").contains("Åsa Påhittad");
    }

    /** HCDC-09 to HCDC-11. */
    @Test
    void toDoIsDispatchedFromTheFirstPage() {
        Story story = visit("south", "Påhittade gatan 16");
        open("dispatcher-south", "");
        settled("#todo");
        desk.type("#todo-search input[name=area]", area);
        desk.type("#todo-search input[name=customer]", "asa");
        desk.click("#todo-find");
        desk.await(driver -> driver.findElement(By.id("todo-total")).getText().equals("1"));
        assertThat(row(story)).contains("Choose the crew: Turn on the meter", "Åsa Påhittad", "Påhittade gatan 16");
        desk.click("#todo input[type=checkbox]");
        desk.picture("7-todo");
        desk.click("#todo-give");
        assertThat(desk.find("dialog select[name=group]").getText()).contains("can go now");
        assertThat(desk.find("dialog").getText())
                .contains("Crew (required)", "Reason (optional)", "confirmed the address: Påhittade gatan 16");
        desk.click("dialog input[name=verified]");
        desk.set("dialog input[name=from]", "2026-03-04T09:00");
        desk.type("dialog input[name=reason]", "nearest");
        desk.picture("8-agreed");
        desk.click("dialog button.main");
        desk.awaitText("1 assigned, 0 refused.");
        desk.await(driver -> driver.findElement(By.id("todo-total")).getText().equals("0"));
        desk.await(driver -> driver.findElement(By.id("dispatched"))
                .getText()
                .contains(story.order().externalId()));
        JsonNode view = doors.call(
                        "dispatcher-south",
                        "GET",
                        "/api/v1/field-activities/" + story.activity().id(),
                        null)
                .body();
        assertThat(view.path("addressVerified").asBoolean()).isTrue();
        assertThat(view.at("/preliminaryVisit/start").asText()).isEqualTo("2026-03-04T08:00:00Z");
        assertThat(view.at("/preliminaryVisit/end").asText()).isEqualTo("2026-03-04T09:00:00Z");
        assertThat(desk.find("#dispatched").getText()).contains("nearest", "Crews south", "Unsigned");
        for (Map.Entry<String, String> word : Map.of(
                        "sv",
                        "Tilldelat av mig",
                        "pl",
                        "Przydzielone przeze mnie",
                        "pt",
                        "Atribuído por mim",
                        "zh",
                        "我分配的",
                        "it",
                        "Assegnati da me")
                .entrySet()) {
            desk.choose("#language", word.getKey());
            desk.awaitText(word.getValue());
            settled("#todo");
        }
    }
}
