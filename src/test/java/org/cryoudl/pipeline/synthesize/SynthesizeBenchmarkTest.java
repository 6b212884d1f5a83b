package org.cryoudl.pipeline.synthesize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.Placement;
import org.cryoudl.simulation.projection.SampledTemplate;
import org.cryoudl.simulation.projection.SampledTemplate.Interpolation;
import org.cryoudl.testing.SharedData;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our data against those that others made and judge by. Skipped where they are absent. */
class SynthesizeBenchmarkTest {

  private static final Path RECIPE = Path.of("synthetic/benchmark-like.yaml");
  private static final int IMAGES = 200;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1, 2.08", "3, 0.492"})
  void powerSpectrumIsThatOfThePublishedBenchmark(int set, String pixelSize) throws IOException {
    Path theirs = SharedData.file("data/bench/c" + set + ".mrcs");
    Path centre = SharedData.file("data/centres/" + set + "/ori.png");
    SynthesizeJob.run(
        RECIPE,
        List.of(
            "count=" + IMAGES,
            "pixel_size_angstroms=" + pixelSize,
            "sources=[{image: '" + centre.toAbsolutePath() + "', interpolation: bilinear}]"),
        folder,
        false,
        Progress.silent());
    double[] expected = rings(theirs);
    double[] found = rings(folder.resolve("particles.mrcs"));
    for (int ring = 2; ring < expected.length; ring++) {
      // A ring of radius r averages pi r values an image, spread as an exponential; the signal's
      // part also varies with the defoci drawn.
      double tolerance = 0.04 + 4 / Math.sqrt(Math.PI * ring * IMAGES);
      assertEquals(1, found[ring] / expected[ring], tolerance, "ring " + ring);
    }
  }

  @Test
  void truthOfTheBenchmarkReadAsOursSuperposesItsImages() throws IOException {
    Path stack = SharedData.file("data/bench/c1.mrcs");
    List<String> truth = Files.readAllLines(SharedData.file("data/bench/c1.truth.csv"));
    Image template = PngImage.read(SharedData.file("data/centres/1/ori.png"));
    Image sum = Image.square(128);
    try (MrcFile images = MrcFile.open(stack)) {
      for (int i = 0; i < IMAGES; i++) {
        String[] row = truth.get(i + 1).split(",");
        Placement placement =
            new Placement(
                Double.parseDouble(row[1]), Double.parseDouble(row[2]), Double.parseDouble(row[3]));
        // The inverse pose draws the particle in the template's frame.
        double[] origin = placement.pose().apply(0, 0);
        Image aligned =
            new SampledTemplate(images.read(i), Interpolation.BILINEAR)
                .render(
                    128,
                    new org.cryoudl.geometry.Pose(
                        -placement.angleDegrees(), -origin[0], -origin[1]));
        for (int p = 0; p < sum.pixels().length; p++) {
          sum.pixels()[p] += aligned.pixels()[p];
        }
      }
    }
    double correlation = correlation(sum, template);
    assertTrue(correlation > 0.7, "correlation with the class average " + correlation);
  }

  @Test
  void theScoringToolFindsNoErrorInTheTruth() throws IOException, InterruptedException {
    Path tool = SharedData.file("tools/score_alignment.py");
    SynthesizeJob.run(
        Path.of("synthetic/demo.yaml"),
        List.of("count=40", "box_pixels=32"),
        folder,
        false,
        Progress.silent());
    Path star = folder.resolve("aligned.star");
    Files.writeString(star, starOfTruth(Files.readAllLines(folder.resolve("truth.csv"))));
    Process process;
    try {
      process =
          new ProcessBuilder("python3", tool.toString(), star.toString(), folder + "/truth.csv")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      Assumptions.abort("skipped: no python3 to run the scoring tool");
      return;
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.contains("angle mod 360: mean 0.000"), output);
    assertTrue(output.contains("shift: mean 0.000 px"), output);
  }

  private static String starOfTruth(List<String> truth) throws IOException {
    StringBuilder text = new StringBuilder();
    StarWriter star = new StarWriter(text);
    star.block("particles");
    star.loop(List.of("rlnImageName", "rlnAnglePsi", "rlnOriginX", "rlnOriginY"));
    for (String line : truth.subList(1, truth.size())) {
      String[] row = line.split(",");
      var pose =
          new Placement(
                  Double.parseDouble(row[1]),
                  Double.parseDouble(row[2]),
                  Double.parseDouble(row[3]))
              .pose();
      List<String> values = new ArrayList<>(List.of(row[0] + "@particles.mrcs"));
      for (double value :
          new double[] {pose.psiDegrees(), pose.originXPixels(), pose.originYPixels()}) {
        values.add(String.format(Locale.ROOT, "%.6f", value));
      }
      star.row(values);
    }
    star.end();
    return text.toString();
  }

  /** Mean power in rings of Fourier pixels, relative to that of the rings 45 to 60. */
  private static double[] rings(Path stack) {
    double[] power = new double[61];
    int[] count = new int[61];
    try (MrcFile images = MrcFile.open(stack)) {
      for (int i = 0; i < IMAGES; i++) {
        float[] spectrum = Fft2D.of(128).forward(images.read(i).pixels()).values();
        double norm = 0;
        double[] own = new double[61];
        for (int r = 0; r < 128; r++) {
          int ky = HalfSpectrum.rowFrequency(128, r);
          for (int kx = 0; kx < HalfSpectrum.columns(128); kx++) {
            int ring = (int) Math.round(Math.hypot(kx, ky));
            int at = HalfSpectrum.index(128, r, kx);
            if (ring <= 60) {
              double value = Math.pow(spectrum[at], 2) + Math.pow(spectrum[at + 1], 2);
              own[ring] += value;
              count[ring] += i == 0 ? 1 : 0;
              norm += ring >= 45 ? value : 0;
            }
          }
        }
        for (int ring = 0; ring <= 60; ring++) {
          power[ring] += own[ring] / norm;
        }
      }
    }
    double high = 0;
    for (int ring = 45; ring <= 60; ring++) {
      high += power[ring] / count[ring] / 16;
    }
    for (int ring = 0; ring <= 60; ring++) {
      power[ring] /= count[ring] * high;
    }
    return power;
  }

  private static double correlation(Image a, Image b) {
    double[] mean = new double[2];
    for (int i = 0; i < a.pixels().length; i++) {
      mean[0] += a.pixels()[i] / a.pixels().length;
      mean[1] += b.pixels()[i] / b.pixels().length;
    }
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.pixels().length; i++) {
      double x = a.pixels()[i] - mean[0];
      double y = b.pixels()[i] - mean[1];
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
    return ab / Math.sqrt(aa * bb);
  }
}
