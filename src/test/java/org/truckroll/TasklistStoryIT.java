// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;

/**
 * What people see and do in Tasklist, in a real browser: the founding story (SOM-09, SOM-12), and a person's decision (SOM-13). Runs where
 * Chromium and its driver are on the path; {@code TRUCKROLL_BROWSER_REQUIRED=true} makes their absence a failure. Every step leaves a picture in
 * {@code target/screenshots}.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:tasklist-story;LOCK_TIMEOUT=10000")
@ActiveProfiles("demo")
@DirtiesContext
class TasklistStoryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final String FIELD =
            "//*[contains(concat(' ', @class, ' '), ' fjs-form ')]//*[contains(@id, '-field_%s')]";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    @Autowired
    private TaskService tasks;

    @LocalServerPort
    private int port;

    @TempDir
    private Path folder;

    private PageBrowser page;
    private ChromeDriver browser;

    @BeforeAll
    static void findBrowser() throws IOException {
        PageBrowser.require();
        Files.createDirectories(SCREENSHOTS);
    }

    @BeforeEach
    void openBrowser() {
        open(1400, 1000, "en-US");
    }

    @AfterEach
    void closeBrowser() {
        page.close();
    }

    @Test
    void crewInstallsTheMeterInTasklistAndTheOrderCompletes() throws Exception {
        enrol("M-STORY-1");
        String order = order("STORY-1", "SP-DEMO-1");
        awaitVisit(order);

        logIn("crew");
        picture("1-tasklist");
        assertThat(browser.getTitle()).isEqualTo("Truckroll Tasklist");
        assertThat(banner()).as("the vendor's advertisement").isFalse();
        chooseFilter("My group, unsigned");
        picture("2-filter");
        openCard("SP-DEMO-1");
        picture("3-card");
        assertThat(form())
                .contains(
                        "Install the meter",
                        "Where: Påhittade gatan 1",
                        "point SP-DEMO-1",
                        "Why: ",
                        "STORY-1 (ENABLE)");
        claim();
        picture("4-form-to-fill");

        // Nothing is sent while a required field is empty.
        type("newDeviceId", "x");
        erase("newDeviceId");
        waitFor(ExpectedConditions.textToBePresentInElementLocated(By.cssSelector(".fjs-form"), "Field is required."));
        assertThat(completeButton().isEnabled()).isFalse();
        picture("5-required-field-empty");

        type("newDeviceId", "M-STORY-1");
        type("readings", "12.3");
        waitFor(driver -> completeButton().isEnabled());
        assertThat(value("newDeviceHeadEnd"))
                .as("filled in for the demo's crew")
                .isEqualTo("simulator");
        wholeForm("6-form-filled");
        completeButton().click();
        waitFor(ExpectedConditions.invisibilityOfElementLocated(By.cssSelector(".fjs-form")));
        picture("7-completed");

        JsonNode ended =
                awaitOrder(order, node -> "completed".equals(node.path("state").asText()));
        assertThat(rules(order)).containsExactly("E04", "E09", "E12", "E16", "E20");
        assertThat(ended.path("outcome").asText()).isEqualTo("DONE");
        assertThat(get("/api/v1/service-points/SP-DEMO-1/readings").findValuesAsText("deviceId"))
                .contains("M-STORY-1");
    }

    @Test
    void serverSaysWhyItRefusesAReportAndTheCrewCorrectsIt() throws Exception {
        point("SP-STORY-2", "null");
        enrol("M-STORY-2");
        String order = order("STORY-2", "SP-STORY-2");
        awaitVisit(order);

        logIn("crew");
        chooseFilter("My group, unsigned");
        openCard("SP-STORY-2");
        claim();
        type("newDeviceId", "M-STORY-2");
        type("readings", "twelve");
        waitFor(driver -> completeButton().isEnabled());
        completeButton().click();
        waitFor(ExpectedConditions.textToBePresentInElementLocated(
                By.cssSelector(".page-notifications"), "'twelve' is not a reading"));
        picture("8-refused-by-the-server");
        assertThat(get("/api/v1/service-orders/" + order).path("state").asText())
                .isEqualTo("inProgress");

        dismissNotification();
        erase("readings");
        type("readings", "7 = 12,3");
        waitFor(driver -> completeButton().isEnabled());
        completeButton().click();
        waitFor(ExpectedConditions.textToBePresentInElementLocated(
                By.cssSelector(".page-notifications"), "must be one of [1]"));

        dismissNotification();
        erase("readings");
        type("readings", "1 = 12,3");
        waitFor(driver -> completeButton().isEnabled());
        completeButton().click();

        awaitOrder(order, node -> "completed".equals(node.path("state").asText()));
    }

    @Test
    void formFitsATelephone() throws Exception {
        point("SP-STORY-3", "null");
        String order = order("STORY-3", "SP-STORY-3");
        awaitVisit(order);
        page.close();
        open(PageBrowser.PHONE_WIDTH, 844, "en-US");

        logIn("crew");
        picture("9-telephone-list");
        openCard("SP-STORY-3");
        claim();
        picture("10-telephone-form");

        List<WebElement> fields = browser.findElements(By.cssSelector(".fjs-form input, .fjs-form textarea"));
        assertThat(fields)
                .hasSizeGreaterThan(8)
                .allSatisfy(field -> assertThat(
                                field.getRect().getX() + field.getRect().getWidth())
                        .as(field.getDomAttribute("id"))
                        .isLessThanOrEqualTo(390));
        assertThat(script("return document.documentElement.scrollWidth")).isEqualTo(390L);
        browser.executeScript("arguments[0].scrollIntoView({block: 'end'})", completeButton());
        picture("11-telephone-form-end");
    }

    /** On the smallest telephones in use: found, signed, filled in and sent without a larger screen. */
    @Test
    void crewCompletesAVisitOnATelephone() throws Exception {
        point("SP-STORY-7", """
            {"id":"M-STORY-7","kind":"MANUAL","condition":"OK","switch":"ON",
             "registers":[{"id":"1","kind":"SCALAR","readingType":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"}]}\
            """);
        String order = order("STORY-7", "SP-STORY-7", "READ");
        awaitVisit(order);
        page.close();
        open(PageBrowser.PHONE_WIDTH, 844, "en-US");

        logIn("crew");
        openCard("SP-STORY-7");
        claim();
        type("readings", "44");
        waitFor(driver -> completeButton().isEnabled());
        assertThat(completeButton().getRect().getHeight())
                .as("a finger's width")
                .isGreaterThanOrEqualTo(44);
        picture("20-telephone-filled");
        click(By.xpath("//button[@type = 'submit'][normalize-space() = 'Complete']"));

        awaitOrder(order, node -> "completed".equals(node.path("state").asText()));
        waitFor(ExpectedConditions.visibilityOfElementLocated(filter("My group, unsigned")));
        picture("21-telephone-done");
    }

    @Test
    void crewReadsListsCardsAndFormInTheirLanguage() throws Exception {
        point("SP-STORY-8", "null");
        String order = order("STORY-8", "SP-STORY-8");
        awaitVisit(order);
        page.close();
        open(1400, 1000, "sv");

        logIn("crew");
        waitFor(ExpectedConditions.presenceOfElementLocated(filter("Min grupp, osignerat")));
        chooseFilter("Min grupp, osignerat");
        waitFor(ExpectedConditions.textToBePresentInElementLocated(card("SP-STORY-8"), "Montera mätaren"));
        assertThat(browser.findElement(card("SP-STORY-8")).getText())
                .contains("Fältbesök", "Normal prioritet", "Adress")
                .doesNotContain("Address", "Normal priority");
        openCard("SP-STORY-8");
        picture("22-swedish");
        claim();
        assertThat(form())
                .contains("Montera mätaren", "Var: ", "anläggning SP-STORY-8", "Hur slutade det?", "Apparatnummer")
                .contains("STORY-8 (Inkoppling)", ": ingen")
                .doesNotContain("How did it end?", "Where:", "Device number");
        type("newDeviceId", "x");
        erase("newDeviceId");
        waitFor(ExpectedConditions.textToBePresentInElementLocated(
                By.cssSelector(".fjs-form"), "Fältet måste fyllas i."));
        choose("result", "Inte gjort: inte säkert");
        wholeForm("23-swedish-form");
        assertThat(script("return document.documentElement.lang")).isEqualTo("sv");

        for (String language : List.of("zh", "pl", "pt", "it")) {
            page.close();
            open(1400, 1000, language);
            logIn("crew");
            openCard("SP-STORY-8");
            picture("24-" + language);
            assertThat(form())
                    .doesNotContain(
                            "How did it end?", "Where:", "Device number", "Install the meter", "ENABLE", ": none");
            assertThat(browser.findElement(By.cssSelector(".task-filters")).getText())
                    .doesNotContain("My to-do", "Overdue");
        }
    }

    @Test
    void cardsTellPriorityWarningAndOverdueInWordsAndColours() throws Exception {
        for (String point : List.of("SP-STORY-9A", "SP-STORY-9B", "SP-STORY-9C")) {
            point(point, "null");
            awaitVisit(order(point, point));
        }
        Instant now = Instant.now();
        urgency("SP-STORY-9A", 95, now.minusSeconds(7200), now.minusSeconds(600));
        urgency("SP-STORY-9B", 80, now.minusSeconds(600), now.plusSeconds(7200));
        urgency("SP-STORY-9C", 10, now.plusSeconds(7200), now.plusSeconds(14400));

        logIn("dispatcher");
        chooseFilter("My group, unsigned");
        waitFor(ExpectedConditions.presenceOfElementLocated(card("SP-STORY-9A")));
        picture("25-urgency");
        assertThat(browser.findElement(card("SP-STORY-9A")).getText()).contains("Overdue", "Urgent");
        assertThat(colour("SP-STORY-9A", "overdue")).isEqualTo("rgb(181, 21, 43)");
        assertThat(browser.findElement(card("SP-STORY-9B")).getText())
                .contains("Warning: soon overdue", "High priority")
                .doesNotContain("Overdue");
        assertThat(colour("SP-STORY-9B", "warning")).isEqualTo("rgb(27, 127, 59)");
        assertThat(browser.findElement(card("SP-STORY-9C")).getText())
                .contains("Low priority")
                .doesNotContain("verdue");
        waitFor(ExpectedConditions.textMatches(filter("Overdue"), Pattern.compile("Overdue\\s+1")));

        chooseFilter("Warning");
        waitFor(ExpectedConditions.invisibilityOfElementLocated(card("SP-STORY-9A")));
        assertThat(browser.findElements(card("SP-STORY-9B"))).hasSize(1);
        chooseFilter("Overdue");
        waitFor(ExpectedConditions.presenceOfElementLocated(card("SP-STORY-9A")));
        assertThat(browser.findElements(card("SP-STORY-9B"))).isEmpty();
        assertThat(browser.findElement(By.tagName("footer")).getText()).contains("Truckroll");
    }

    @Test
    void dispatcherDecidesAfterACrewFoundNoDevice() throws Exception {
        point("SP-STORY-4", """
            {"id":"M-STORY-4","kind":"MANUAL","condition":"OK","switch":"OFF",
             "registers":[{"id":"1","kind":"SCALAR","readingType":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"}]}\
            """);
        String order = order("STORY-4", "SP-STORY-4");
        String visit = awaitVisit(order);
        send("crew", "POST", "/api/v1/field-activities/" + visit + "/fail", """
            {"reason":"NOT_FOUND","remarks":"Another meter is there, <b>M-99</b>"}\
            """, 200);
        awaitOrder(order, node -> "held".equals(node.path("state").asText()));
        decisionInPolish("SP-STORY-4");

        logIn("dispatcher");
        chooseFilter("My group, unsigned");
        openCard("SP-STORY-4");
        claim();
        assertThat(form())
                .contains("Clear up which device is in place", "Where: ", "What happened so far", "NOT_FOUND");
        picture("12-decision");
        pick("decision", "Our records are right now, go on");
        choose("switchPosition", "On");
        waitFor(ExpectedConditions.presenceOfElementLocated(field("evidence")));
        wholeForm("13-decision-with-facts");
        assertThat(form()).contains("What is really true", "Required, because you correct a fact.");
        pick("decision", "Close the order as partly done");
        waitFor(ExpectedConditions.invisibilityOfElementLocated(field("evidence")));
        type("remarks", "The owner orders anew.");
        completeButton().click();

        JsonNode ended =
                awaitOrder(order, node -> "partial".equals(node.path("state").asText()));
        assertThat(ended.path("outcome").asText()).isEqualTo("PARTIAL");
    }

    /** Codes, facts and the lines of the record are words of the reader; what the crew wrote stays as it is. */
    private void decisionInPolish(String point) throws Exception {
        page.close();
        open(1400, 1000, "pl");
        logIn("dispatcher");
        openCard(point);
        waitFor(ExpectedConditions.textToBePresentInElementLocated(By.cssSelector(".fjs-form"), "Krok 1"));
        wholeForm("26-decision-polish");
        assertThat(form())
                .contains(
                        "(Uruchomienie dostawy)",
                        ": nie znaleziono lub inne urządzenie (crew): Another meter is there",
                        "Urządzenie na miejscu: M-STORY-4",
                        "Rozłącznik: Wyłączony",
                        "Stan: W porządku")
                .doesNotContain(
                        "NOT_FOUND", "Step ", "ENABLE", "Device in place", "Supply:", ": OFF", ": yes", ": no\n");
        page.close();
        open(1400, 1000, "en");
    }

    @Test
    void twoApproversSeeWhatTheyApproveAndOnlyTheirChoices() throws Exception {
        point("SP-STORY-5", """
            {"id":"M-STORY-5","kind":"MANUAL","condition":"OK","switch":"ON",
             "registers":[{"id":"1","kind":"SCALAR","readingType":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"}]}\
            """, """
            {"lifeSupport":true}\
            """);
        String order = order("STORY-5", "SP-STORY-5", "CUT");
        awaitOrder(order, node -> "held".equals(node.path("state").asText()));

        logIn("approver");
        chooseFilter("My group, unsigned");
        openCard("SP-STORY-5");
        claim();
        assertThat(form())
                .contains(
                        "Approve: somebody here lives by the power",
                        "Somebody lives by the power: yes",
                        "Why the order is here",
                        "G06 APPROVE_LIFE_SUPPORT",
                        "I approve",
                        "No: the order is cancelled")
                .doesNotContain("Who has approved already");
        pick("decision", "I approve");
        type("remarks", "She has a generator.");
        wholeForm("15-first-approval");
        completeButton().click();
        waitFor(ExpectedConditions.invisibilityOfElementLocated(By.cssSelector(".fjs-form")));

        browser.manage().deleteAllCookies();
        logIn("approver2");
        chooseFilter("My group, unsigned");
        openCard("SP-STORY-5");
        claim();
        waitFor(ExpectedConditions.textToBePresentInElementLocated(
                By.cssSelector(".fjs-form"), "Who has approved already"));
        assertThat(form()).contains("approver APPROVED", "She has a generator.");
        pick("decision", "No: the order is cancelled");
        wholeForm("16-second-approval");
        completeButton().click();

        JsonNode ended =
                awaitOrder(order, node -> "cancelled".equals(node.path("state").asText()));
        assertThat(ended.path("outcome").asText()).isEqualTo("DENIED");
    }

    @Test
    void dispatcherEstimatesWhatNobodyCouldRead() throws Exception {
        point("SP-STORY-6", """
            {"id":"M-STORY-6","kind":"MANUAL","condition":"OK","switch":"ON",
             "registers":[{"id":"1","kind":"SCALAR"},{"id":"2","kind":"SCALAR"}]}\
            """);
        String order = order("STORY-6", "SP-STORY-6");
        for (int visit = 0; visit < 2; visit++) {
            send("crew", "POST", "/api/v1/field-activities/" + awaitVisit(order) + "/fail", """
                {"reason":"NO_ACCESS"}\
                """, 200);
        }
        awaitOrder(order, node -> "held".equals(node.path("state").asText()));

        logIn("dispatcher");
        chooseFilter("My group, unsigned");
        openCard("SP-STORY-6");
        claim();
        assertThat(form()).contains("Registers: 1, 2", "Send a crew again", "Estimate the reading");
        pick("decision", "Estimate the reading");
        type("readings", "1 = 10; 2 = 20,5");
        wholeForm("17-estimate");
        completeButton().click();

        awaitOrder(order, node -> "completed".equals(node.path("state").asText()));
    }

    @Test
    void everyWebApplicationCarriesTheName() {
        for (String name : List.of("Welcome", "Cockpit", "Admin")) {
            logInTo(name.toLowerCase(Locale.ROOT), "admin");
            waitFor(ExpectedConditions.titleContains("Truckroll " + name));
            assertThat(banner()).as("the vendor's advertisement in " + name).isFalse();
            picture("14-" + name.toLowerCase(Locale.ROOT));
            browser.manage().deleteAllCookies();
        }
    }

    // What people do

    private void logIn(String user) {
        logInTo("tasklist", user);
        waitFor(ExpectedConditions.numberOfElementsToBeMoreThan(By.cssSelector(".task-filters .task-filter"), 2));
    }

    private void logInTo(String application, String user) {
        browser.get("http://127.0.0.1:" + port + "/camunda/app/" + application + "/default/");
        waitFor(ExpectedConditions.visibilityOfElementLocated(By.cssSelector("input[type=password]")));
        picture("0-login");
        browser.findElement(By.cssSelector("form input[type=text]")).sendKeys(user);
        browser.findElement(By.cssSelector("input[type=password]")).sendKeys("demo");
        browser.findElement(By.cssSelector("button[type=submit]")).click();
        waitFor(ExpectedConditions.visibilityOfElementLocated(By.cssSelector(".navbar-brand .brand-name")));
    }

    private static By filter(String name) {
        return By.xpath("//*[contains(@class, 'task-filters')]//a[contains(normalize-space(), '" + name + "')]");
    }

    private void chooseFilter(String name) {
        waitFor(ExpectedConditions.elementToBeClickable(filter(name))).click();
    }

    private static By card(String point) {
        return By.xpath("//li[contains(@class, 'task')][contains(., '" + point + "')]");
    }

    private Object colour(String point, String limit) {
        return browser.executeScript(
                "return getComputedStyle(arguments[0]).backgroundColor",
                browser.findElement(card(point)).findElement(By.cssSelector(".truckroll-limit-" + limit)));
    }

    /** What the clocks and the order's priority say of a visit. */
    private void urgency(String point, int priority, Instant warning, Instant due) {
        Task task = tasks.createTaskQuery()
                .taskVariableValueEquals("servicePointId", point)
                .singleResult();
        task.setPriority(priority);
        task.setFollowUpDate(Date.from(warning));
        task.setDueDate(Date.from(due));
        tasks.saveTask(task);
    }

    private void openCard(String point) {
        By card = By.xpath("//li[contains(@class, 'task')][contains(., '" + point + "')]//h4//a");
        if (browser.findElements(card).isEmpty()) {
            // The second of the lists, in whatever language.
            waitFor(ExpectedConditions.elementToBeClickable(
                            By.xpath("(//*[contains(@class, 'task-filters')]//h4/a)[2]")))
                    .click();
        }
        waitFor(ExpectedConditions.elementToBeClickable(card)).click();
        waitFor(ExpectedConditions.presenceOfElementLocated(field("remarks")));
    }

    private void claim() {
        waitFor(ExpectedConditions.elementToBeClickable(By.cssSelector("button.claim")))
                .click();
        waitFor(ExpectedConditions.presenceOfElementLocated(By.cssSelector("button.unclaim")));
        // The form is drawn again for the one who signed.
        waitFor(driver -> driver.findElements(field("remarks")).stream().anyMatch(WebElement::isEnabled));
    }

    private void type(String key, String text) {
        waitFor(ExpectedConditions.elementToBeClickable(field(key))).sendKeys(text);
    }

    private void erase(String key) {
        WebElement field = waitFor(ExpectedConditions.elementToBeClickable(field(key)));
        for (int left = String.valueOf(field.getDomProperty("value")).length(); left > 0; left--) {
            field.sendKeys("\b");
        }
        field.sendKeys("\t");
    }

    private void pick(String key, String label) {
        click(By.xpath(FIELD.formatted(key) + "/ancestor::*[contains(@class, 'fjs-inline-label') or self::label][1]"
                + "[contains(., '" + label + "')]"));
    }

    private void choose(String key, String label) {
        click(field(key));
        click(By.xpath("//*[contains(@class, 'fjs-dropdownlist-item')][normalize-space() = '" + label + "']"));
    }

    private void click(By what) {
        WebElement element = waitFor(ExpectedConditions.presenceOfElementLocated(what));
        browser.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
        waitFor(ExpectedConditions.elementToBeClickable(what)).click();
    }

    private void dismissNotification() {
        waitFor(driver -> driver.findElements(By.cssSelector(".page-notifications button.close")).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null))
                .click();
        waitFor(ExpectedConditions.invisibilityOfElementLocated(By.cssSelector(".page-notifications .alert")));
    }

    private WebElement completeButton() {
        return browser.findElement(By.xpath("//button[@type = 'submit'][normalize-space() = 'Complete']"));
    }

    // What people see

    private static By field(String key) {
        return By.xpath(FIELD.formatted(key));
    }

    private String value(String key) {
        return String.valueOf(browser.findElement(field(key)).getDomProperty("value"));
    }

    private String form() {
        return browser.findElement(By.cssSelector(".fjs-form")).getText().replaceAll("\\s+", " ");
    }

    private boolean banner() {
        return browser.findElements(By.cssSelector(".ce-eol-banner")).stream().anyMatch(WebElement::isDisplayed);
    }

    private Object script(String code) {
        return ((JavascriptExecutor) browser).executeScript(code);
    }

    private void picture(String name) {
        try {
            Files.write(SCREENSHOTS.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The form from its first to its last line, whatever the height of the window. */
    private void wholeForm(String name) {
        var before = browser.manage().window().getSize();
        long height =
                (Long) script("return Math.ceil(document.querySelector('.fjs-form').getBoundingClientRect().height)");
        browser.manage().window().setSize(new org.openqa.selenium.Dimension(before.getWidth(), (int) height + 500));
        picture(name);
        browser.manage().window().setSize(before);
    }

    private <T> T waitFor(ExpectedCondition<T> condition) {
        try {
            return new WebDriverWait(browser, PATIENCE)
                    .ignoring(org.openqa.selenium.StaleElementReferenceException.class)
                    .ignoring(org.openqa.selenium.NoSuchElementException.class)
                    .until(condition);
        } catch (org.openqa.selenium.TimeoutException e) {
            picture("failed-" + Instant.now().toEpochMilli());
            throw e;
        }
    }

    private void open(int width, int height, String language) {
        page = PageBrowser.open(port, folder, "tasklist", width, height, language);
        browser = page.driver;
    }

    // What the neighbours do

    private void enrol(String device) throws Exception {
        send("cis", "PUT", "/simulator/head-end/meters/" + device, """
            {"enrolled":true,"switch":"OFF","reading":"12.3"}\
            """, 201);
    }

    private void point(String id, String device) throws Exception {
        point(id, device, "{}");
    }

    private void point(String id, String device, String flags) throws Exception {
        send("cis", "PUT", "/api/v1/service-points/" + id, """
            {"id":"%s","division":"north","category":"METER","commodity":"ELECTRICITY","status":"ACTIVE","supply":"ON",
             "area":"north.city.hill","timeZone":"Europe/Stockholm",
             "address":{"street":"Påhittade gatan 9","postalCode":"00000","city":"Exempelstad"},"device":%s,"flags":%s}\
            """.formatted(id, device, flags), 201);
    }

    private String order(String externalId, String point) throws Exception {
        return order(externalId, point, "ENABLE");
    }

    private String order(String externalId, String point, String type) throws Exception {
        return send("cis", "POST", "/api/v1/service-orders", """
            {"externalId":"%s","type":"%s","servicePointId":"%s","reason":"MOVE_IN"}\
            """.formatted(externalId, type, point), 201)
                .path("id")
                .asText();
    }

    private String awaitVisit(String order) throws Exception {
        JsonNode node = awaitOrder(order, found -> visit(found).isPresent());
        return visit(node).orElseThrow();
    }

    private static Optional<String> visit(JsonNode order) {
        for (JsonNode activity : order.path("activities")) {
            if ("FIELD".equals(activity.path("kind").asText())
                    && "OPEN".equals(activity.path("state").asText())) {
                return Optional.of(activity.path("id").asText());
            }
        }
        return Optional.empty();
    }

    private JsonNode awaitOrder(String id, Predicate<JsonNode> condition) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        JsonNode order = get("/api/v1/service-orders/" + id);
        while (!condition.test(order) && Instant.now().isBefore(end)) {
            Thread.sleep(200);
            order = get("/api/v1/service-orders/" + id);
        }
        assertThat(condition.test(order))
                .as("state after " + PATIENCE + " of " + order)
                .isTrue();
        return order;
    }

    private List<String> rules(String order) throws Exception {
        JsonNode decisions = get("/api/v1/service-orders/" + order + "/decisions");
        List<String> rules = new ArrayList<>();
        (decisions.has("items") ? decisions.path("items") : decisions)
                .forEach(decision -> rules.add(decision.path("rule").asText()));
        return rules;
    }

    private JsonNode get(String path) throws Exception {
        return send("cis", "GET", path, "", 200);
    }

    private JsonNode send(String user, String method, String path, String body, int expected) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Content-Type", "application/json")
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8)))
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
        return answer.body().isBlank() ? json.nullNode() : json.readTree(answer.body());
    }
}
