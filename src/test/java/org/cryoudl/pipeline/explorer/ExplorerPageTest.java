package org.cryoudl.pipeline.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.progress.Progress;
import org.cryoudl.similarity.PairPose;
import org.cryoudl.testing.Chromium;
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
import org.openqa.selenium.interactions.Actions;

/** The explorer's page in a real browser. */
@Tag("slow")
class ExplorerPageTest {

  private static final int BOX = 48;
  private static final int VIEWS = 6;

  // The browser may still be writing its profile when the tests are over.
  @TempDir(cleanup = CleanupMode.NEVER)
  static Path profile;

  @TempDir Path folder;

  private static Chromium browser;
  private ExplorerServer server;

  @BeforeAll
  static void startBrowser() {
    browser = Chromium.start(profile);
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  /** Six views and a turned copy of each. */
  @BeforeEach
  void open() {
    Path stack = folder.resolve("classes.mrcs");
    try (MrcWriter writer = MrcWriter.stack(stack, BOX, BOX, OptionalDouble.empty())) {
      for (int copy = 0; copy < 2; copy++) {
        for (int view = 0; view < VIEWS; view++) {
          Pose pose = new Pose(copy * (40 + 30 * view), 0, 0);
          writer.append(new PairPose(false, pose).apply(picture(view)).pixels());
        }
      }
      writer.commit();
    }
    browser.resize(1280, 900);
    browser.colourScheme("light");
    start(List.of(stack, montage()));
  }

  private void start(List<Path> files) {
    server =
        new ExploreJob(
                files,
                folder.resolve("session"),
                0,
                60,
                "test",
                (classes, output, list) -> "select " + list)
            .start(Progress.silent());
    browser.driver().get(server.address());
    browser.await("return document.documentElement.dataset.ready === 'yes'");
    browser.await("return document.getElementById('status').textContent.includes('compared')");
  }

  @AfterEach
  void nothingIsAmissAndNoOtherHostIsAskedFor() {
    List<String> problems = List.copyOf(browser.problems());
    List<String> foreign =
        browser.requests().stream().filter(each -> !each.contains("//127.0.0.1:")).toList();
    browser.problems().clear();
    browser.requests().clear();
    browser.driver().get("about:blank");
    server.close();
    assertEquals(List.of(), problems);
    assertEquals(List.of(), foreign);
  }

  private static Image picture(int view) {
    Image image = Image.square(BOX);
    for (int p = 0; p < image.pixels().length; p++) {
      double x = p % BOX - 24.0;
      double y = p / BOX - 24.0;
      double sum = Math.exp(-(x * x + y * y) / 60);
      for (int blob = 0; blob < 3; blob++) {
        double angle = blob * (1.2 + 0.35 * view);
        double distance = 6 + 1.5 * ((view + blob) % 4);
        double dx = x - distance * Math.cos(angle);
        double dy = y - distance * Math.sin(angle);
        sum += (0.5 + 0.3 * blob) * Math.exp(-(dx * dx + dy * dy) / (5 + 3 * view));
      }
      image.pixels()[p] = (float) sum;
    }
    return image;
  }

  /** Four tiles on white. */
  private Path montage() {
    BufferedImage sheet = new BufferedImage(460, 140, BufferedImage.TYPE_INT_RGB);
    Graphics2D out = sheet.createGraphics();
    out.setColor(Color.WHITE);
    out.fillRect(0, 0, 460, 140);
    for (int k = 0; k < 4; k++) {
      Image image = picture(k);
      for (int r = 0; r < 96; r++) {
        for (int c = 0; c < 96; c++) {
          int grey = 40 + (int) Math.min(200, 110 * image.at(r / 2, c / 2)) + (r * 7 + c * 3) % 5;
          sheet.setRGB(15 + k * 110 + c, 25 + r, grey << 16 | grey << 8 | grey);
        }
      }
    }
    Path file = folder.resolve("sheet.png");
    try {
      ImageIO.write(sheet, "png", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private void tab(String view) {
    browser.click(By.cssSelector("[data-view='" + view + "']"));
  }

  private String status() {
    return browser.text("document.getElementById('status').textContent");
  }

  @Test
  void averagesAreChosenByKeyboardAndWritten() {
    assertEquals(16, browser.number("document.querySelectorAll('#tiles .tile').length"));
    WebElement tiles = browser.driver().findElement(By.id("tiles"));
    browser.driver().executeScript("document.getElementById('tiles').focus()");
    tiles.sendKeys(Keys.ARROW_RIGHT, Keys.SPACE, Keys.ARROW_RIGHT, Keys.SPACE);
    assertEquals("2", browser.text("document.querySelector('#count b').textContent"));
    tiles.sendKeys("a");
    assertEquals("16", browser.text("document.querySelector('#count b').textContent"));
    tiles.sendKeys("u");
    assertEquals("2", browser.text("document.querySelector('#count b').textContent"));
    tiles.sendKeys("i");
    assertEquals("14", browser.text("document.querySelector('#count b').textContent"));
    tiles.sendKeys("u");
    browser.click(By.id("write"));
    browser.await("return document.getElementById('written').open");
    assertTrue(
        browser.text("document.getElementById('written-text').textContent").contains("2 averages"));
    try (MrcFile written = MrcFile.open(folder.resolve("session/chosen/chosen-1/averages.mrcs"))) {
      assertEquals(2, written.size());
      assertEquals(picture(1).at(24, 24), written.read(0).at(24, 24), 1e-3);
    }
    browser.click(By.id("written-close"));
  }

  @Test
  void aCellOfTheMatrixOpensThePair() {
    tab("heat");
    browser.await("return document.getElementById('heat-canvas').width > 100");
    WebElement matrix = browser.driver().findElement(By.id("heat-canvas"));
    int side = matrix.getSize().getWidth();
    new Actions(browser.driver())
        .moveToElement(matrix, side / 16 * 3 - side / 2 + side / 32, -side / 2 + side / 32)
        .click()
        .perform();
    browser.await("return document.getElementById('pair').open");
    browser.await("return document.querySelectorAll('#pair-facts dd').length === 8");
    for (String mode : List.of("difference", "overlay", "blink", "field", "beside")) {
      browser.click(By.cssSelector("[data-mode='" + mode + "']"));
    }
    browser.await("return document.getElementById('field-words').textContent.includes('trusted')");
    browser.click(By.id("pair-close"));
  }

  /** A turned copy is the best partner; its difference from the first is small. */
  @Test
  void thePartnerOfAnAverageIsItsCopy() {
    tab("pairs");
    browser.await("return document.querySelectorAll('#pair-list .card').length > 10");
    browser.click(By.cssSelector("#pair-list .card"));
    browser.await("return document.querySelectorAll('#pair-facts dd').length === 8");
    browser.click(By.cssSelector("[data-mode='difference']"));
    browser.await(
        "const c = document.getElementById('pair-a');"
            + "const d = c.getContext('2d').getImageData(140, 140, 280, 280).data;"
            + "let s = 0; for (let i = 0; i < d.length; i += 4) s += d[i];"
            + "return s / (d.length / 4) < 12");
    browser.click(By.cssSelector("[data-mode='beside']"));
    browser.click(By.id("pair-close"));
  }

  @Test
  void groupsFollowTheSlider() {
    tab("groups");
    browser.await("return document.querySelectorAll('#group-list .group').length >= 3");
    browser
        .driver()
        .executeScript(
            "const s = document.getElementById('threshold'); s.value = 0;"
                + " s.dispatchEvent(new Event('input'))");
    browser.await("return document.querySelectorAll('#group-list .group').length === 1");
    browser.click(By.id("threshold-reset"));
    browser.await("return document.querySelectorAll('#group-list .group').length >= 3");
    browser.click(By.cssSelector("#group-list .group button"));
    browser.await("return Number(document.querySelector('#count b').textContent) >= 2");
  }

  @Test
  void averagesOnTheMapAreChosenByALine() {
    tab("map");
    WebElement map = browser.driver().findElement(By.id("map-canvas"));
    int width = map.getSize().getWidth();
    int height = map.getSize().getHeight();
    new Actions(browser.driver())
        .moveToElement(map, 4 - width / 2, 4 - height / 2)
        .clickAndHold()
        .moveByOffset(width - 10, 0)
        .moveByOffset(0, height - 10)
        .moveByOffset(10 - width, 0)
        .release()
        .perform();
    browser.await("return document.querySelector('#count b').textContent === '16'");
  }

  @Test
  void aSquareIsCorrected() {
    tab("squares");
    browser.await("return document.getElementById('picture-canvas').width === 460");
    WebElement sheet = browser.driver().findElement(By.id("picture-canvas"));
    int width = sheet.getSize().getWidth();
    int height = sheet.getSize().getHeight();
    new Actions(browser.driver())
        .moveToElement(sheet, width * 60 / 460 - width / 2, height * 70 / 140 - height / 2)
        .click()
        .perform();
    browser.click(By.id("square-delete"));
    browser.click(By.id("square-apply"));
    browser.await("return document.getElementById('status').textContent.includes('compare again')");
    assertEquals(
        15L,
        ((Number)
                browser
                    .driver()
                    .executeAsyncScript(
                        "fetch('api/state').then(r => r.json()).then(s =>"
                            + " arguments[0](s.averages.length))"))
            .longValue());
  }

  @Test
  void aSessionIsReopened() {
    browser.click(By.id("all"));
    tab("groups");
    browser
        .driver()
        .executeScript(
            "const s = document.getElementById('threshold'); s.value = 0.3;"
                + " s.dispatchEvent(new Event('input'))");
    browser.await("return document.getElementById('threshold-value').textContent === '0.300'");
    browser.click(By.id("keep"));
    browser.await("return document.getElementById('status').textContent.startsWith('kept')");
    assertTrue(Files.exists(folder.resolve("session/session.json")));
    browser.driver().get("about:blank");
    server.close();
    start(List.of());
    browser.await("return !document.getElementById('groups').hidden");
    browser.await("return document.getElementById('threshold-value').textContent === '0.300'");
    assertEquals("16", browser.text("document.querySelector('#count b').textContent"));
  }

  @Test
  void aPhoneAndTheDarkShowEverything() {
    browser.resize(390, 780);
    browser.colourScheme("dark");
    for (String view : List.of("grid", "heat", "pairs", "groups", "map", "squares")) {
      browser.driver().executeScript("document.querySelector('[data-view=" + view + "]').click()");
      browser.await("return !document.getElementById('" + view + "').hidden");
      assertEquals(
          0,
          browser.number("Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"),
          view);
      assertEquals(
          0,
          browser.number(
              "Math.max(0, document.getElementById('view').scrollWidth"
                  + " - document.getElementById('view').clientWidth)"),
          view);
    }
    assertTrue(status().contains("compared"), status());
  }
}
