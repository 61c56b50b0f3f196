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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.chromium.ChromiumNetworkConditions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A real browser before our own pages. Tests with it run where Chromium and its driver are on the path; {@code TRUCKROLL_BROWSER_REQUIRED=true} makes
 * their absence a failure. Pictures go to {@code target/screenshots}.
 */
final class PageBrowser implements AutoCloseable {

    static final int PHONE_WIDTH = 390;

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    /** One browser of each kind for all tests of a JVM; it takes longer to start than most of them need. */
    private static final Map<Boolean, ChromeDriver> RUNNING = new HashMap<>();

    final ChromeDriver driver;
    private final int port;
    private final String series;
    private boolean offline;

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
    static PageBrowser phone(int port, Path downloads, String series) {
        return open(port, downloads, series, PHONE_WIDTH, 844, "en-US");
    }

    static PageBrowser desk(int port, Path downloads, String series) {
        return open(port, downloads, series, 1400, 1000, "en-US");
    }

    /** A page that has never been anywhere, whatever other tests have done in this browser. */
    static PageBrowser open(int port, Path downloads, String series, int width, int height, String language) {
        ChromeDriver driver = RUNNING.computeIfAbsent(width == PHONE_WIDTH, PageBrowser::start);
        driver.manage().window().setSize(new Dimension(width, height));
        driver.executeCdpCommand(
                "Emulation.setUserAgentOverride",
                Map.of(
                        "userAgent",
                        String.valueOf(driver.executeScript("return navigator.userAgent")),
                        "acceptLanguage",
                        language + ",en"));
        driver.executeCdpCommand(
                "Browser.setDownloadBehavior",
                Map.of(
                        "behavior",
                        "allow",
                        "downloadPath",
                        downloads.toAbsolutePath().toString()));
        // What other pages complained about.
        driver.manage().logs().get(LogType.BROWSER).getAll();
        return new PageBrowser(driver, port, series);
    }

    private static ChromeDriver start(boolean phone) {
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
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                // A camera that shows a test picture.
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                "--lang=en-US");
        if (phone) {
            options.setExperimentalOption(
                    "mobileEmulation",
                    Map.of("deviceMetrics", Map.of("width", PHONE_WIDTH, "height", 844, "pixelRatio", 1.0)));
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriver driver = new ChromeDriver(options);
        Runtime.getRuntime().addShutdownHook(new Thread(driver::quit));
        return driver;
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
        tap(() -> find(css));
    }

    /** Clicks the button or link with just this label. */
    void press(String label) {
        By found = By.xpath(
                "//*[self::button or self::a or self::summary or self::label][normalize-space() = '" + label + "']");
        tap(() -> await(page -> page.findElements(found).stream()
                .filter(WebElement::isDisplayed)
                .reduce((first, last) -> last)
                .orElse(null)));
    }

    /** What the page draws anew just before the click is looked for again. */
    private void tap(Supplier<WebElement> wanted) {
        for (int tries = 1; ; tries++) {
            try {
                WebElement element = wanted.get();
                driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
                element.click();
                return;
            } catch (StaleElementReferenceException e) {
                if (tries == 5) {
                    throw e;
                }
            }
        }
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

    /** Asked in one go: between finding an element and reading it the page may be another one. */
    String text() {
        return String.valueOf(driver.executeScript("return document.body ? document.body.innerText : ''"));
    }

    Object script(String code, Object... arguments) {
        return driver.executeScript(code, arguments);
    }

    void network(boolean there) {
        offline = !there;
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

    /** Leaves an empty page, and nothing of this one in the browser. */
    @Override
    public void close() {
        if (offline) {
            network(true);
        }
        Set<String> left = driver.getWindowHandles();
        driver.switchTo().newWindow(WindowType.TAB);
        String empty = driver.getWindowHandle();
        left.forEach(page -> driver.switchTo().window(page).close());
        driver.switchTo().window(empty);
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        driver.executeCdpCommand(
                "Storage.clearDataForOrigin", Map.of("origin", "http://127.0.0.1:" + port, "storageTypes", "all"));
        driver.executeCdpCommand("Browser.resetPermissions", Map.of());
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
