// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openqa.selenium.By;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.chromium.ChromiumNetworkConditions;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A real browser before our own pages. Tests with it run where Chromium and its driver are on the path; {@code TRUCKROLL_BROWSER_REQUIRED=true} makes
 * their absence a failure. Pictures go to {@code target/screenshots}.
 */
final class PageBrowser implements AutoCloseable {

    static final int PHONE_WIDTH = 390;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    final ChromeDriver driver;
    private final int port;
    private final String series;

    private PageBrowser(ChromeDriver driver, int port, String series) {
        this.driver = driver;
        this.port = port;
        this.series = series;
    }

    /** Ends the test as not run where there is no browser. */
    static void require() {
        if (onPath("chromium", "chromium-browser", "google-chrome").isEmpty()
                || onPath("chromedriver").isEmpty()) {
            if (Boolean.parseBoolean(System.getenv("TRUCKROLL_BROWSER_REQUIRED"))) {
                fail("A browser is required here, but chromium or chromedriver is not on the path.");
            }
            assumeThat(false).as("chromium and chromedriver are on the path").isTrue();
        }
    }

    /** A telephone of 390 by 844 points. */
    static PageBrowser phone(int port, Path profile, String series) {
        return open(port, profile, series, PHONE_WIDTH, 844);
    }

    static PageBrowser desk(int port, Path profile, String series) {
        return open(port, profile, series, 1400, 1000);
    }

    private static PageBrowser open(int port, Path profile, String series, int width, int height) {
        System.setProperty(
                ChromeDriverService.CHROME_DRIVER_EXE_PROPERTY,
                onPath("chromedriver").orElseThrow().getPath());
        ChromeOptions options = new ChromeOptions();
        options.setBinary(
                onPath("chromium", "chromium-browser", "google-chrome").orElseThrow());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                // A camera that shows a test picture.
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                "--lang=en-US",
                "--user-data-dir=" + profile,
                "--window-size=" + width + "," + height);
        if (width == PHONE_WIDTH) {
            options.setExperimentalOption(
                    "mobileEmulation",
                    Map.of("deviceMetrics", Map.of("width", width, "height", height, "pixelRatio", 1.0)));
        }
        return new PageBrowser(new ChromeDriver(options), port, series);
    }

    PageBrowser go(String path) {
        driver.get("http://127.0.0.1:" + port + path);
        return this;
    }

    WebElement find(String css) {
        return await(found -> found.findElements(By.cssSelector(css)).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElse(null));
    }

    boolean shows(String css) {
        return driver.findElements(By.cssSelector(css)).stream().anyMatch(WebElement::isDisplayed);
    }

    void click(String css) {
        tap(find(css));
    }

    /** Clicks the button or link with just this label. */
    void press(String label) {
        By found = By.xpath(
                "//*[self::button or self::a or self::summary or self::label][normalize-space() = '" + label + "']");
        tap(await(page -> page.findElements(found).stream()
                .filter(WebElement::isDisplayed)
                .reduce((first, last) -> last)
                .orElse(null)));
    }

    private void tap(WebElement element) {
        driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
        element.click();
    }

    void type(String css, String text) {
        WebElement field = find(css);
        field.clear();
        field.sendKeys(text);
    }

    /** Gives a field a value that has no keys of its own, such as a date. */
    void set(String css, String value) {
        driver.executeScript(
                "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change', {bubbles: true}))",
                find(css),
                value);
    }

    void choose(String css, String value) {
        set(css, value);
    }

    void awaitText(String text) {
        await(page -> text().contains(text));
    }

    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    Object script(String code, Object... arguments) {
        return driver.executeScript(code, arguments);
    }

    void network(boolean there) {
        if (there) {
            driver.deleteNetworkConditions();
        } else {
            ChromiumNetworkConditions none = new ChromiumNetworkConditions();
            none.setOffline(true);
            driver.setNetworkConditions(none);
        }
    }

    void picture(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(series + "-" + name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    <T> T await(ExpectedCondition<T> condition) {
        try {
            return new WebDriverWait(driver, PATIENCE)
                    .ignoring(StaleElementReferenceException.class)
                    .ignoring(NoSuchElementException.class)
                    .until(condition);
        } catch (TimeoutException e) {
            picture("failed-" + System.currentTimeMillis());
            throw e;
        }
    }

    @Override
    public void close() {
        driver.quit();
    }

    private static Optional<File> onPath(String... names) {
        List<Path> folders = Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .toList();
        return Arrays.stream(names)
                .flatMap(name -> folders.stream().map(folder -> folder.resolve(name)))
                .filter(Files::isExecutable)
                .map(Path::toFile)
                .findFirst();
    }
}
