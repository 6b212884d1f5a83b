package org.cryoudl.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.cryoudl.geometry.Angles;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.model.PolarModel;
import org.cryoudl.network.polar.PolarBatch;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.testing.SharedData;
import org.cryoudl.training.config.ValidationSettings;
import org.cryoudl.training.pairs.PairLayout;
import org.cryoudl.training.run.Metric;
import org.cryoudl.training.validation.MoleculeValidation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model that comes with the program does what its card says. */
class ShippedModelTest {

  private static final Path FILE = Path.of("models/polar-0.1.safetensors");

  private static PolarModel model;
  private static FeatureMatcher matcher;

  @BeforeAll
  static void load() {
    model = PolarModel.load(FILE, ComputeDevice.CPU);
    matcher = new FeatureMatcher(model.featureRows(), model.angleBins());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void theCardDescribesThisFile() throws IOException, NoSuchAlgorithmException {
    String checksum =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(FILE)));
    String card = Files.readString(Path.of("models/polar-0.1.md"));
    assertTrue(card.contains(checksum), "the card lacks the file's SHA-256 " + checksum);
    assertTrue(card.contains(model.name()), model.name());
  }

  /** Molecules that training never saw, seen as the published benchmark sees its own. */
  @Test
  void itBeatsThePlainSpectrumOnSimulatedMolecules() {
    ValidationSettings settings = new ValidationSettings(1, 6, 24, null, null, null);
    MoleculeValidation validation = new MoleculeValidation(settings, model.architecture(), 1234);
    double plain =
        geometricMean(
            validation.measure((layout, input) -> curves(layout, rings(input), plainMatcher())));
    double learned =
        geometricMean(
            validation.measure((layout, input) -> curves(layout, model.features(input), matcher)));
    assertTrue(learned < 0.9 * plain, learned + " against " + plain);
  }

  private static double geometricMean(List<Metric> outcome) {
    return outcome.stream()
        .filter(one -> one.name().equals(MoleculeValidation.GEOMETRIC_MEAN))
        .mapToDouble(Metric::value)
        .findFirst()
        .orElseThrow();
  }

  /** Mean pair-wise error over cyclic pairs; the bounds are the project's targets. */
  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"c1, 0.6", "c3, 7", "c5, 0.7", "c6, 15"})
  void itMeetsItsTargetsOnTheBenchmark(String set, double target) throws IOException {
    Path star = SharedData.file("data/bench/" + set + ".star");
    List<String> truth = Files.readAllLines(SharedData.file("data/bench/" + set + ".truth.csv"));
    double[] angles =
        truth.stream()
            .skip(1)
            .mapToDouble(line -> Double.parseDouble(line.split(",")[1]))
            .toArray();
    float[][] features;
    try (ParticleSet particles = ParticleSet.open(star, ParticleSetOptions.DEFAULT)) {
      ImageSource images = particles.images();
      float[][] pixels = new float[images.size()][];
      Arrays.setAll(pixels, i -> images.read(i).pixels());
      features = model.features(pixels, images.width());
    }
    double sum = 0;
    for (int i = 0; i < features.length; i++) {
      int next = (i + 1) % features.length;
      double psi =
          matcher
              .match(matcher.transform(features[i]), matcher.transform(features[next]), 1)
              .psiDegrees();
      // psi brings image i + 1 onto image i; the truth's angles are psi's too, up to a constant.
      sum += Math.abs(Angles.wrap(psi - (angles[next] - angles[i]), 180));
    }
    double error = sum / features.length;
    assertTrue(error < target, set + ": " + error + " degrees, target " + target);
  }

  private static FeatureMatcher plainMatcher() {
    return new FeatureMatcher(model.architecture().rings(), model.angleBins());
  }

  private static float[][] rings(PolarBatch input) {
    int length = model.architecture().grid().size();
    float[][] rings = new float[input.size()][];
    Arrays.setAll(rings, i -> Arrays.copyOfRange(input.polar(), i * length, (i + 1) * length));
    return rings;
  }

  private static float[] curves(PairLayout layout, float[][] features, FeatureMatcher with) {
    int bins = model.angleBins();
    float[] curves = new float[layout.pairs() * bins];
    int[][] pairs = layout.indices();
    for (int p = 0; p < pairs.length; p++) {
      float[] curve =
          with.curve(with.transform(features[pairs[p][0]]), with.transform(features[pairs[p][1]]));
      System.arraycopy(curve, 0, curves, p * bins, bins);
    }
    return curves;
  }
}
