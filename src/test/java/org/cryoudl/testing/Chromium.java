package org.cryoudl.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real browser without a window, for pages that lie in files. */
public final class Chromium implements AutoCloseable {

  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  /** Kept, because loggers that nobody holds forget their level. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private final ChromeDriver driver;
  private final List<String> problems = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  private Chromium(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Starts one; skips the test where none is installed.
   *
   * @param profile an empty folder
   */
  public static Chromium start(Path profile) {
    Assumptions.assumeTrue(
        Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER),
        "no browser: Debian's packages chromium and chromium-driver are not installed");
    // The driver remarks that it does not know this browser's version by name; it need not.
    SELENIUM.setLevel(Level.SEVERE);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER.toString());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--force-color-profile=srgb",
        "--window-size=1280,900",
        "--user-data-dir=" + profile);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.executeCdpCommand("Performance.enable", Map.of("timeDomain", "threadTicks"));
    return new Chromium(driver);
  }

  public ChromeDriver driver() {
    return driver;
  }

  /** Opens a page and waits until its charts are drawn, all but those that are folded. */
  public void open(Path page) {
    driver.get(page.toUri().toString());
    await(
        "return [...document.querySelectorAll('[data-chart]')].every(e =>"
            + " e.closest('details:not([open])') || e.querySelector('.main-svg, .missing'))");
  }

  /** Waits until a script's value is true. */
  public void await(String script) {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!Boolean.TRUE.equals(driver.executeScript(script))) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not true within a minute: " + script + "; " + problems());
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the browser", e);
    }
  }

  /** Brings an element to the middle of the screen and clicks it. */
  public void click(By which) {
    WebElement element = driver.findElement(which);
    driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
    element.click();
  }

  public String text(String script) {
    return String.valueOf(driver.executeScript("return " + script));
  }

  public long number(String script) {
    return ((Number) driver.executeScript("return " + script)).longValue();
  }

  /** A screen of another size, as a phone's. */
  public void resize(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
  }

  /** The user's wish for dark or light pages. */
  public void colourScheme(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** The page as a PDF. */
  public byte[] print() {
    Map<String, Object> result =
        driver.executeCdpCommand("Page.printToPDF", Map.of("printBackground", true));
    return Base64.getDecoder().decode((String) result.get("data"));
  }

  /**
   * Processor time that the page has taken so far, which does not depend on what else the machine
   * does.
   */
  public double busySeconds() {
    Map<String, Object> result = driver.executeCdpCommand("Performance.getMetrics", Map.of());
    for (Object metric : (List<?>) result.get("metrics")) {
      Map<?, ?> pair = (Map<?, ?>) metric;
      if (pair.get("name").equals("TaskDuration")) {
        return ((Number) pair.get("value")).doubleValue();
      }
    }
    throw new IllegalStateException("the browser does not say how long it worked");
  }

  /** A picture of the whole page. */
  public byte[] picture() {
    Map<String, Object> result =
        driver.executeCdpCommand(
            "Page.captureScreenshot", Map.of("captureBeyondViewport", true, "format", "png"));
    return Base64.getDecoder().decode((String) result.get("data"));
  }

  /** What went wrong since the start: errors and warnings in the console. */
  public List<String> problems() {
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
        problems.add(entry.getMessage());
      }
    }
    return problems;
  }

  /**
   * Addresses requested since the start, but for those that hold their content and the browser's
   * own.
   */
  public List<String> requests() {
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      String message = entry.getMessage();
      if (message.contains("\"Network.requestWillBeSent\"")) {
        String address = message.replaceFirst("(?s).*?\"request\":\\{.*?\"url\":\"", "");
        address = address.substring(0, address.indexOf('"'));
        if (!address.matches("(data|blob|chrome|chrome-untrusted):.*")) {
          requests.add(address);
        }
      }
    }
    return requests;
  }

  @Override
  public void close() {
    driver.quit();
  }
}
