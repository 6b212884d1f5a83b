package org.cryoudl.report.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cryoudl.image.Image;
import org.cryoudl.io.gif.AnimatedGif;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.Verdict;
import org.cryoudl.report.block.Gallery;
import org.cryoudl.report.block.ParticleViews;
import org.cryoudl.report.block.Picture;
import org.cryoudl.testing.Chromium;
import org.cryoudl.testing.ExampleReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page in a real browser. */
@Tag("slow")
class ReportPageTest {

  private static final int PARTICLES = 300;
  private static final int VIEWED = 200;

  // The browser may still be writing its profile when the tests are over.
  @TempDir(cleanup = CleanupMode.NEVER)
  static Path profile;

  @TempDir static Path folder;

  private static Chromium browser;
  private static Path page;

  @BeforeAll
  static void start() {
    browser = Chromium.start(profile);
    page = ReportFiles.write(ExampleReport.of(PARTICLES, VIEWED), folder);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() {
    browser.resize(1280, 900);
    browser.colourScheme("light");
    browser.open(page);
  }

  @AfterEach
  void nothingIsAmissAndNothingIsAskedFor() {
    assertEquals(List.of(), browser.problems());
    for (String address : browser.requests()) {
      assertTrue(address.startsWith("file:") && address.contains("report.html"), address);
    }
  }

  /** A chart within is drawn when it has a width. */
  @Test
  void whatIsFoldedIsDrawnWhenItIsOpened() {
    String drawn = "document.querySelectorAll('#within .main-svg').length";
    assertEquals(0, browser.number(drawn));
    browser.click(By.cssSelector("#fold summary"));
    browser.await("return " + drawn + " > 0");
    double page = browser.number("document.querySelector('main').clientWidth");
    assertTrue(
        browser.number("document.querySelector('#within .main-svg').clientWidth") > page / 3);
  }

  @Test
  void textsStayTexts() {
    assertEquals(
        "Particles of " + ExampleReport.NASTY,
        browser.text("document.querySelector('h1').textContent"));
    assertEquals(0, browser.number("document.querySelectorAll('img[src=x], [onerror]').length"));
    assertTrue(
        browser.text("document.querySelector('#line .plot').textContent").contains("shell <b>"));
    assertEquals(
        "000001@" + ExampleReport.NASTY + ".mrcs",
        browser.text("document.querySelector('tbody tr[data-place=\"0\"] td').title"));
    assertEquals("8", browser.text("document.querySelector('.gallery img').naturalWidth"));
  }

  @Test
  void chartsShowTheNumbers() {
    assertEquals(
        "[1,0.9,null,0.2,0.1]",
        browser.text("JSON.stringify(document.querySelector('#line .plot').data[0].y)"));
    assertEquals(
        "[3,0,2]",
        browser.text("JSON.stringify(document.querySelector('#histogram .plot').data[0].y)"));
    assertEquals(2, browser.number("document.querySelector('#line .plot').layout.shapes.length"));
    // The label of a level stands at its line, on a logarithmic axis too.
    assertTrue(
        browser.number(
                "Math.abs(document.querySelector('#scatter .annotation-text').getBoundingClientRect().left"
                    + " - document.querySelector('#scatter .shapelayer"
                    + " path').getBoundingClientRect().left)")
            < 20);
  }

  @Test
  void intervalsAreWhiskers() {
    // The second value of the second series is 0.1, its interval from 0 to 0.3.
    assertEquals(
        "0.2 0.1",
        browser.text(
            "['array', 'arrayminus'].map(k => document.querySelector('#line .plot').data[1].error_y[k][1].toFixed(1)).join(' ')"));
    assertEquals(
        5, browser.number("document.querySelectorAll('#line .plot .errorbar .yerror').length"));
    assertEquals(
        "0.12 (0.10 to 0.20)",
        browser.text("document.querySelector('#methods td strong').textContent"));
  }

  @Test
  void narrowLogarithmicAxesHaveMarks() {
    assertTrue(
        browser.number("document.querySelectorAll('#narrow .xtick').length") >= 2,
        "marks along the axis");
  }

  @Test
  void filmsPlay() throws IOException {
    Image dark = Image.square(32);
    Image bright = Image.square(32);
    Arrays.fill(bright.pixels(), 1);
    Path gif = folder.resolve("film.gif");
    AnimatedGif.write(gif, List.of(dark, bright), 10, 10);
    Picture film =
        new Picture("Film", "two pictures", "image/gif", Files.readAllBytes(gif), 32, 32);
    Report report =
        new Report(
            "Film",
            "two pictures",
            new Verdict(Verdict.Tone.NEUTRAL, List.of("It plays.")),
            List.of(),
            List.of(Section.of("film", "Film", new Gallery(Gallery.Size.LARGE, List.of(film)))));
    browser.open(ReportFiles.write(report, Files.createDirectories(folder.resolve("film"))));
    Set<String> seen = new HashSet<>();
    long end = System.nanoTime() + 30_000_000_000L;
    while (seen.size() < 2 && System.nanoTime() < end) {
      seen.add(Base64.getEncoder().encodeToString(browser.picture()));
    }
    assertEquals(2, seen.size(), "the screen shows both pictures in turn");
  }

  @Test
  void headingsSortBothWays() {
    click("//thead//button[text()='error']");
    assertEquals("ascending", sorting(3));
    List<Double> ascending = column("error");
    for (int i = 1; i < ascending.size(); i++) {
      assertTrue(ascending.get(i - 1) <= ascending.get(i), ascending.toString());
    }
    click("//thead//button[text()='error']");
    assertEquals("descending", sorting(3));
    assertTrue(column("error").get(0) > 0.98);
    click("//thead//button[text()='correlation']");
    assertEquals("none", sorting(3));
    assertEquals("ascending", sorting(2));
    assertTrue(firstName().startsWith("000300@"), firstName());
    // Those without a value come last, whichever way.
    click("//thead//button[text()='error']");
    browser
        .driver()
        .executeScript("const w = document.querySelector('.window'); w.scrollTop = w.scrollHeight");
    browser.await("return document.querySelector('tbody tr[data-place=\"299\"]') !== null");
    assertEquals(
        "\u2013",
        browser.text(
            "document.querySelector('tbody tr[data-place=\"299\"] td:last-child').textContent"));
  }

  @Test
  void onlyRowsInSightExist() {
    assertTrue(browser.number("document.querySelectorAll('tbody tr[data-place]').length") < 60);
    assertEquals(
        "301", browser.text("document.querySelector('[role=grid]').getAttribute('aria-rowcount')"));
    long height = browser.number("document.querySelector('.window').scrollHeight");
    assertTrue(Math.abs(height - 300 * 32) < 100, "height " + height);
  }

  @Test
  void filtersNarrow() {
    WebElement name = browser.driver().findElement(By.cssSelector(".filters input[type=search]"));
    name.sendKeys("00010");
    assertEquals("11 of 300 particles.", count());
    name.sendKeys(Keys.BACK_SPACE);
    assertEquals("111 of 300 particles.", count());
    click("//button[text()='Reset']");
    List<WebElement> bounds =
        browser.driver().findElements(By.cssSelector(".filters input[type=number]"));
    browser.click(By.xpath("//select/option[text()='correlation']"));
    bounds.get(0).sendKeys("0.9");
    assertEquals("31 of 300 particles.", count());
    bounds.get(1).sendKeys("0.95");
    assertEquals("16 of 300 particles.", count());
    click("//button[text()='Reset']");
    click("//label[contains(., 'with pictures')]/input");
    assertEquals("200 of 300 particles.", count());
  }

  /** Several figures at once, and no bounds of one figure applied to another. */
  @Test
  void severalFiguresMayBeFiltered() {
    click("//button[text()='Add a filter']");
    List<WebElement> bounds =
        browser.driver().findElements(By.cssSelector(".filters input[type=number]"));
    assertEquals(4, bounds.size());
    browser.click(By.xpath("(//select)[2]/option[text()='correlation']"));
    bounds.get(2).sendKeys("0.9");
    assertEquals("31 of 300 particles.", count());
    bounds.get(0).sendKeys("-1e9");
    bounds.get(1).sendKeys("-1e8");
    assertEquals("0 of 300 particles.", count());
    click("//button[@aria-label='Remove this filter']");
    assertEquals("0 of 300 particles.", count());
    browser.click(By.xpath("(//select)[1]/option[text()='correlation']"));
    assertEquals("", bounds.get(0).getDomProperty("value"));
    assertEquals("300 particles.", count());
  }

  /** The first column stays where it is when the table is scrolled sideways. */
  @Test
  void namesStayInSight() {
    String left =
        "document.querySelector('tbody tr[data-place] td').getBoundingClientRect().left"
            + " - document.querySelector('.window').getBoundingClientRect().left";
    browser.driver().executeScript("document.querySelector('.window').style.width = '150px'");
    long before = browser.number(left);
    browser.driver().executeScript("document.querySelector('.window').scrollLeft = 90");
    assertEquals(90, browser.number("document.querySelector('.window').scrollLeft"));
    assertEquals(before, browser.number(left));
  }

  @Test
  void clickOpensAParticle() {
    browser.click(By.cssSelector("tr[data-place='3']"));
    awaitParticle(4);
    assertEquals(
        "3",
        browser.text(
            "document.querySelectorAll('.particle canvas')[1].getContext('2d').getImageData(5, 5, 1, 1).data[0]"));
    browser.await("return document.querySelector('.particle .plot').data?.[0].y.length === 37");
    // The curve falls from its best turn on: row 3's best turn is 3 of 36, from -180 to 180.
    browser
        .driver()
        .executeScript("window.curve = document.querySelector('.particle .plot').data[0]");
    assertEquals("30", browser.text("curve.x[curve.y.indexOf(0)]"));
    assertEquals("-180,180", browser.text("[curve.x[0], curve.x[36]].join()"));
    assertEquals(
        -35, browser.number("Math.min(...document.querySelector('.particle .plot').data[0].y)"));
    assertEquals(
        "30", browser.text("document.querySelector('.particle .plot').layout.shapes[0].x0"));
    click("//button[@aria-label='Next particle']");
    awaitParticle(5);
    click("//button[@aria-label='Close particle']");
    browser.await("return document.querySelector('.particle').hidden");
  }

  @Test
  void particlesWithoutPicturesSayWhy() {
    click("//thead//button[text()='correlation']");
    browser.click(By.cssSelector("tr[data-place='0']"));
    awaitParticle(300);
    assertTrue(
        browser
            .text("document.querySelector('.particle .shown').textContent")
            .contains("of 200 particles"));
    assertEquals(
        0, browser.number("document.querySelector('.particle .pair').getClientRects().length"));
  }

  @Test
  void theKeyboardDoesItAll() {
    browser.driver().findElement(By.xpath("(//thead//button)[last()]")).sendKeys(Keys.TAB);
    press(Keys.ARROW_DOWN);
    press(Keys.ARROW_DOWN);
    assertEquals("2", place());
    press(Keys.END);
    assertEquals("299", place());
    press(Keys.HOME);
    assertEquals("0", place());
    press(Keys.PAGE_DOWN);
    assertNotEquals("0", place());
    press(Keys.HOME);
    press(Keys.ENTER);
    awaitParticle(1);
    press(Keys.ARROW_DOWN);
    press(Keys.SPACE);
    awaitParticle(2);
    assertEquals("true", browser.text("document.activeElement.getAttribute('aria-selected')"));
    press(Keys.ESCAPE);
    browser.await("return document.querySelector('.particle').hidden");
    assertEquals("1", place());
    WebElement heading = browser.driver().findElement(By.xpath("//thead//button[text()='error']"));
    heading.sendKeys(Keys.ENTER);
    assertEquals("ascending", sorting(3));
    assertNotEquals("none", browser.text("getComputedStyle(document.activeElement).outlineStyle"));
  }

  @Test
  void darkIsDarkInChartsToo() {
    String light = background();
    browser.colourScheme("dark");
    browser.await(
        "return document.querySelector('#line .plot').layout.paper_bgcolor === '#11161b'");
    assertNotEquals(light, background());
    assertEquals("rgb(17, 22, 27)", background());
  }

  @Test
  void aPhoneNeedsNoSidewaysScrolling() {
    browser.resize(360, 740);
    browser.open(page);
    browser.click(By.cssSelector("tr[data-place='0']"));
    awaitParticle(1);
    assertEquals(360, browser.number("document.documentElement.scrollWidth"));
    assertEquals(
        0,
        browser.number(
            "[...document.querySelectorAll('main *')].filter(e => !e.closest('.window, .scroll, pre')"
                + " && e.getBoundingClientRect().right > 361).length"));
  }

  @Test
  void paperIsWhiteAndHoldsTheRows() throws IOException {
    browser.colourScheme("dark");
    browser.open(page);
    browser
        .driver()
        .executeScript(
            "window.addEventListener('beforeprint', () => { window.seen ="
                + " document.querySelector('#line .plot').layout.paper_bgcolor + ' ' +"
                + " document.querySelectorAll('tbody tr[data-place]').length; })");
    byte[] pdf = browser.print();
    assertEquals("%PDF", new String(pdf, 0, 4, StandardCharsets.US_ASCII));
    assertEquals("#ffffff 40", browser.text("window.seen"));
    browser.await(
        "return document.querySelector('#line .plot').layout.paper_bgcolor === '#11161b'");
  }

  @Test
  void tenThousandParticlesOpenFast() throws IOException {
    Path large = Files.createDirectories(folder.resolve("large"));
    int room = ParticleViews.fitting(48, 180, 20_000_000);
    assertTrue(room >= 3000, "room for " + room);
    Path file = ReportFiles.write(ExampleReport.of(10_000, room, 48, 180), large);
    long size = Files.size(file);
    assertTrue(size < 30_000_000, size + " bytes");
    browser.open(file);
    double seconds = browser.busySeconds();
    assertTrue(seconds < 3, seconds + " s");
    assertEquals("10,000 particles.", count());
    browser.click(By.cssSelector("tr[data-place='2']"));
    awaitParticle(3);
  }

  private static void click(String xpath) {
    browser.click(By.xpath(xpath));
  }

  private static void press(Keys key) {
    browser.driver().switchTo().activeElement().sendKeys(key);
  }

  private static String place() {
    return browser.text("document.activeElement.dataset.place");
  }

  private static String sorting(int column) {
    return browser.text(
        "document.querySelectorAll('.window th')[" + column + "].getAttribute('aria-sort')");
  }

  private static String firstName() {
    return browser.text("document.querySelector('tbody tr[data-place] td').textContent");
  }

  private static String count() {
    return browser.text("document.querySelector('.shown[role=status]').textContent");
  }

  private static String background() {
    return browser.text("getComputedStyle(document.body).backgroundColor");
  }

  private static List<Double> column(String key) {
    String index =
        "1 + JSON.parse(document.getElementById('report-data').textContent).particles.columns.findIndex(c => c.key === '"
            + key
            + "')";
    String cells =
        browser.text(
            "[...document.querySelectorAll('tbody tr[data-place]')].map(r => r.cells["
                + index
                + "].textContent).join(' ')");
    return List.of(cells.split(" ")).stream().map(Double::valueOf).toList();
  }

  /** Waits until a particle's pictures, if it has any, are painted. */
  private static void awaitParticle(int number) {
    browser.await(
        "return document.querySelector('.particle h3').textContent === 'Particle "
            + number
            + "' && !document.querySelector('.particle').hidden");
    if (number <= VIEWED) {
      browser.await(
          "return document.querySelector('.particle .pair').dataset.particle === '" + number + "'");
    }
  }
}
