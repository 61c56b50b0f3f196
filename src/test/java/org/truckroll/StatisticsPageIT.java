// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.shared.SqlTime;

/**
 * The statistics page in a real browser (HCDC-08, HCDC-31, CALL-14). Runs where Chromium and its driver are on the path;
 * {@code TRUCKROLL_BROWSER_REQUIRED=true} makes their absence a failure. Pictures are left in {@code target/screenshots}.
 */
@ProcessTest
class StatisticsPageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final String MAY_2041 = "groupBy=%s&from=2041-05-01&to=2041-05-31";

    @Autowired
    private JdbcClient jdbc;

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
    void begin() {
        jdbc.sql("delete from tr_activity_fact where on_day between '2041-05-01' and '2041-05-31'")
                .update();
        for (int i = 0; i < 60; i++) {
            fact("field-north", i % 3 == 0 ? "crew" : "crew2", i);
            fact("field-n" + i % 5, "person-" + i % 5, i);
        }
    }

    private void fact(String group, String person, int number) {
        jdbc.sql("""
                        insert into tr_activity_fact (id, kind, order_id, division, city, field_group, person, order_type, category, outcome,
                            received_at, ended_at, zone, on_day, to_sign, to_site, at_site, handled, paused, visits, failed_visits,
                            breaches)
                        values (:id, 'VISIT', :id, 'north', 'city-north', :group, :person, 'ENABLE', :category, :outcome, :at, :at, 'UTC', :day,
                            :sign, :site, 1800, 9000, :paused, 1, 0, :breaches)
                        """)
                .param("id", UUID.randomUUID().toString())
                .param("group", group)
                .param("person", person)
                .param(
                        "category",
                        List.of("INSTALL", "REMOVE", "MOVE", "EXCHANGE", "OTHER")
                                .get(number % 5))
                .param("outcome", number % 10 == 9 ? "NOT_DONE" : "DONE")
                .param("at", SqlTime.toSql(java.time.Instant.parse("2041-05-07T10:00:00Z")))
                .param("day", LocalDate.parse("2041-05-07"))
                .param("sign", 600 + 60 * number)
                .param("site", 7200)
                .param("paused", number == 0 ? 5400 : 0)
                .param("breaches", number % 20 == 0 ? 1 : 0)
                .update();
    }

    @AfterEach
    void closeBrowser() {
        page.close();
    }

    private void open(int width, int height, String language) {
        page = PageBrowser.open(port, folder, "statistics", width, height, language);
        browser = page.driver;
    }

    private void logIn(String user, String query) {
        browser.get("http://127.0.0.1:" + port + "/desk/statistics.html?" + query);
        new WebDriverWait(browser, PATIENCE)
                .until(ExpectedConditions.elementToBeClickable(By.name("user")))
                .sendKeys(user);
        browser.findElement(By.name("password")).sendKeys("demo");
        browser.findElement(By.cssSelector("form.login button.main")).click();
        waitForTable();
    }

    private void waitForTable() {
        new WebDriverWait(browser, PATIENCE)
                .until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("section[aria-busy='false'] table")));
    }

    private List<String> firstColumn() {
        return browser.findElements(By.cssSelector("tbody td:first-child")).stream()
                .map(WebElement::getText)
                .toList();
    }

    private void picture(String name) throws IOException {
        Files.write(SCREENSHOTS.resolve("statistics-" + name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }

    /** Nothing failed to load, and the page's content policy has stopped nothing. */
    private void nothingWentWrong() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .filteredOn(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .extracting(LogEntry::getMessage)
                // The question whether somebody is logged in is answered with 401 before the login.
                .filteredOn(message -> !message.contains("/session"))
                .isEmpty();
    }

    @Test
    void dispatcherSeesChartsAndTheSameNumbersAsTable() throws Exception {
        open(1400, 1800, "en-US");
        logIn("dispatcher", MAY_2041.formatted("group"));

        assertThat(browser.getTitle()).isEqualTo("Statistics · Truckroll");
        assertThat(firstColumn())
                .contains("Crews north", "field-n0", "field-n4")
                .hasSize(6);
        assertThat(browser.findElement(By.cssSelector(".totals")).getText())
                .contains("108", "Visits done", "12", "Visits in vain", "3 h 0 min", "Time paused");
        assertThat(browser.findElement(By.tagName("thead")).getText())
                .contains("Signature to done, median", "Signature to done, without pauses, median");
        assertThat(browser.findElements(By.tagName("canvas"))).hasSize(2).allSatisfy(canvas -> {
            assertThat(canvas.getAttribute("aria-label")).contains("The table below holds the same numbers.");
            assertThat(painted(canvas)).as("something is drawn").isTrue();
        });
        picture("1-group");

        browser.findElement(By.xpath("//th//button[contains(., 'Visits done')]"))
                .click();
        browser.findElement(By.xpath("//th//button[contains(., 'Visits done')]"))
                .click();
        assertThat(firstColumn().get(0)).isEqualTo("Crews north");
        assertThat(browser.findElement(By.cssSelector("th[aria-sort='descending']"))
                        .getText())
                .contains("Visits done");

        browser.findElement(By.cssSelector("figure select option[value='signedToOnSite']"))
                .click();
        browser.findElement(By.cssSelector("select[name='groupBy'] option[value='person']"))
                .click();
        browser.findElement(By.id("show")).click();
        new WebDriverWait(browser, PATIENCE)
                .ignoring(StaleElementReferenceException.class)
                .until(driver -> firstColumn().contains("Cleo North"));
        assertThat(browser.getCurrentUrl()).contains("groupBy=person", "from=2041-05-01", "to=2041-05-31");

        browser.findElement(By.id("csv")).click();
        Path table = folder.resolve("statistics-person-2041-05-01-2041-05-31.csv");
        new WebDriverWait(browser, PATIENCE).until(driver -> Files.exists(table));
        assertThat(Files.readString(table))
                .startsWith("division,key,name,visitsDone")
                .contains("north,crew2,Cleo North,");
        nothingWentWrong();
    }

    private boolean painted(WebElement canvas) {
        return Boolean.TRUE.equals(browser.executeScript("""
                const canvas = arguments[0];
                const dots = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                return dots.some((value) => value !== 0);
                """, canvas));
    }

    @Test
    void longTimeIsRefusedInWords() throws Exception {
        open(1400, 900, "en-US");
        logIn("dispatcher", MAY_2041.formatted("group"));

        browser.executeScript("document.querySelector('input[name=to]').value = '2041-08-01'");
        browser.findElement(By.id("show")).click();

        new WebDriverWait(browser, PATIENCE)
                .until(ExpectedConditions.textToBePresentInElementLocated(
                        By.id("notices"), "at most three calendar months: from 2041-05-01 the last day is 2041-07-31"));
        picture("2-refused");
    }

    @Test
    void analystIsNotOfferedPersons() {
        open(1400, 900, "en-US");
        logIn("analyst", MAY_2041.formatted("group"));

        assertThat(browser.findElements(By.cssSelector("select[name='groupBy'] option")))
                .extracting(option -> option.getAttribute("value"))
                .containsExactly("group", "area", "city");
        assertThat(firstColumn()).contains("Crews north (north)");
    }

    @ParameterizedTest
    @CsvSource({
        "sv, Statistik, Monterade",
        "pl, Statystyki, Montaż",
        "pt, Estatísticas, Instalação",
        "zh, 统计, 安装",
        "it, Statistiche, Installazioni"
    })
    void speaksItsPeoplesLanguages(String language, String title, String heading) throws Exception {
        open(400, 900, language);
        logIn("dispatcher", MAY_2041.formatted("group"));

        browser.findElement(By.cssSelector("#language option[value='" + language + "']"))
                .click();
        new WebDriverWait(browser, PATIENCE).until(ExpectedConditions.titleContains(title));
        waitForTable();
        assertThat(browser.findElement(By.tagName("html")).getAttribute("lang")).isEqualTo(language);
        assertThat(browser.findElement(By.tagName("thead")).getText()).contains(heading);
        assertThat(browser.findElement(By.id("main")).getText())
                .doesNotContainPattern("statistics\\.|\\bnull\\b|\\bundefined\\b");
        picture("3-" + language);
        assertThat(browser.findElement(By.cssSelector("#types option[value='EXCHANGE']"))
                        .getDomAttribute("label"))
                .isNotBlank()
                .doesNotContain("orderType", "Meter exchange");
        nothingWentWrong();
    }
}
