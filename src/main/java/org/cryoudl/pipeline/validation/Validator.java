package org.cryoudl.pipeline.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.ParticleAligner;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.evaluation.averages.FrameMatch;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.Reason;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;
import org.cryoudl.io.particles.ParticleSelection;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.imaging.ColouredNoise;

/**
 * Aligns a set again in parts that do not know of each other, and noise in its place, to see what
 * of the result is the particles' and what is the method's own.
 */
public final class Validator {

  static final int QUARTERS = 4;

  /** All, two halves, the quarters, two halves of noise, and these on the particles' average. */
  private static final int PARTS = 1 + 2 + QUARTERS + 2 + 2;

  /** How often all particles are aligned in these parts together. */
  private static final double PASSES = 5;

  private static final long NOISE = 0x6e6f697365L;

  private final AngleModel model;
  private final AlignmentOptions options;
  private final long seed;
  private final Checkpoints checkpoints;
  private final NamedParts progress;

  /**
   * What came out.
   *
   * @param validation the figures
   * @param pictures averages: of all, of both halves, of both halves of noise, of noise aligned to
   *     the first; those of noise alone in a frame of their own
   * @param names of the images that were looked at
   * @param half 1 or 2, for each of them
   * @param correlation of each with the average of its half
   */
  record Outcome(
      Validation validation,
      List<Image> pictures,
      List<String> names,
      double[] half,
      double[] correlation) {}

  /**
   * @param checkpoints keep what the alignments of the parts found
   */
  Validator(
      AngleModel model,
      AlignmentOptions options,
      long seed,
      Checkpoints checkpoints,
      Progress progress) {
    this.checkpoints = checkpoints;
    this.model = model;
    this.options = options;
    this.seed = seed;
    this.progress = new NamedParts(progress, PARTS, System::nanoTime);
  }

  /**
   * Validates.
   *
   * @param set all particles
   * @param most how many are looked at; a random part of larger sets
   */
  Outcome run(Particles set, int most) {
    Particles some = set.size() > most ? pick(set, most) : set;
    Alignment whole = align("all particles", some.size(), some, options);
    int[] rows = whole.particles().rows();
    if (rows.length < 2 * QUARTERS) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s holds %d usable images; at least %d are needed to align quarters of them apart",
              set.file(),
              rows.length,
              2 * QUARTERS));
    }
    int box = whole.box();
    CircularMask mask = options.mask(box);
    int[][] halfRows = HalfSets.deal(rows.length, 2, seed);
    HalfSets halves = apart("half", some, rows, halfRows, mask, options);
    List<Alignment> quarters = new ArrayList<>();
    for (int[] part : HalfSets.deal(rows.length, QUARTERS, seed + 1)) {
      String name = "quarter " + (quarters.size() + 1);
      quarters.add(align(name, rows.length, ParticleSelection.of(some, pick(rows, part)), options));
    }
    Particles noise =
        ParticleSelection.withImages(
            some,
            rows,
            new ColouredNoise(rows.length, box, whole.largestView().noisePower(), seed ^ NOISE));
    int[] all = IntStream.range(0, rows.length).toArray();
    HalfSets noiseHalves = apart("noise, half", noise, all, halfRows, mask, options);
    AlignmentOptions toAverage =
        options.withReference(new Reference.Picture(whole.largestView().average()));
    HalfSets biased = apart("noise on average, half", noise, all, halfRows, mask, toAverage);
    double[][] agreement = agreement(quarters, mask);
    Validation validation =
        new Validation(
            rows.length,
            set.size(),
            box,
            whole.pixelSizeAngstroms(),
            mask.share(),
            Validation.Curve.of(halves),
            agreement[0],
            agreement[1],
            stability(whole, halves, halfRows),
            Validation.Curve.of(noiseHalves),
            Validation.Curve.of(biased));
    // In the frame of the first half, as all others: frames mean nothing, but differ.
    FrameMatch onFirst =
        FrameMatch.of(
            halves.first().largestView().unfilteredAverage(),
            whole.largestView().unfilteredAverage(),
            mask);
    return new Outcome(
        validation,
        List.of(
            onFirst.applyTo(whole.largestView().average()),
            halves.first().largestView().average(),
            halves.secondAverage(),
            noiseHalves.first().largestView().unfilteredAverage(),
            noiseHalves.match().applyTo(noiseHalves.second().largestView().unfilteredAverage()),
            onFirst.applyTo(biased.first().largestView().unfilteredAverage())),
        Arrays.stream(rows).mapToObj(some::imageName).toList(),
        byRow(halfRows, new double[] {1}, new double[] {2}),
        byRow(
            halfRows,
            halves.first().particles().correlation(),
            halves.second().particles().correlation()));
  }

  /** Values of both halves in the order of the whole; a single value stands for all of a half. */
  private static double[] byRow(int[][] halfRows, double[] first, double[] second) {
    double[] values = new double[halfRows[0].length + halfRows[1].length];
    for (int i = 0; i < halfRows[0].length; i++) {
      values[halfRows[0][i]] = first[Math.min(i, first.length - 1)];
    }
    for (int i = 0; i < halfRows[1].length; i++) {
      values[halfRows[1][i]] = second[Math.min(i, second.length - 1)];
    }
    return values;
  }

  /** Of a large set only some particles are validated. */
  public record PartOnly(int drawn, int particles) implements Reason {
    @Override
    public String problem() {
      return String.format(
          Locale.ROOT, "%d of %d particles, drawn at random, are validated", drawn, particles);
    }

    @Override
    public String remedy() {
      return "a larger limit takes more";
    }
  }

  private Particles pick(Particles set, int most) {
    int[][] parts = HalfSets.deal(set.size(), (set.size() + most - 1) / most, seed);
    progress.warn(new PartOnly(parts[0].length, set.size()));
    return ParticleSelection.of(set, parts[0]);
  }

  private static int[] pick(int[] rows, int[] positions) {
    return Arrays.stream(positions).map(i -> rows[i]).toArray();
  }

  private Alignment align(String part, int size, Particles particles, AlignmentOptions how) {
    progress.begin(part, particles.size(), PASSES * size);
    return new ParticleAligner(Optional.of(model), how, checkpoints.within(part), progress)
        .align(particles);
  }

  private HalfSets apart(
      String part,
      Particles set,
      int[] rows,
      int[][] halves,
      CircularMask mask,
      AlignmentOptions how) {
    return HalfSets.of(
        align(part + " 1", rows.length, ParticleSelection.of(set, pick(rows, halves[0])), how),
        align(part + " 2", rows.length, ParticleSelection.of(set, pick(rows, halves[1])), how),
        mask);
  }

  /** Correlations and crossings of every two parts. */
  private static double[][] agreement(List<Alignment> parts, CircularMask mask) {
    int pairs = parts.size() * (parts.size() - 1) / 2;
    double[][] agreement = new double[2][pairs];
    int at = 0;
    for (int a = 0; a < parts.size(); a++) {
      for (int b = a + 1; b < parts.size(); b++) {
        HalfSets pair = HalfSets.of(parts.get(a), parts.get(b), mask);
        agreement[0][at] = pair.match().correlation();
        agreement[1][at++] =
            pair.rings().crossing(RingCorrelation.RESOLVED).orElse(Double.POSITIVE_INFINITY);
      }
    }
    return agreement;
  }

  /** Poses found in the halves against those of the whole set, both halves in the first's frame. */
  private static AlignmentScore stability(Alignment whole, HalfSets halves, int[][] halfRows) {
    Pose[] apart = new Pose[whole.size()];
    Pose frame = halves.match().pose();
    for (int i = 0; i < halfRows[0].length; i++) {
      apart[halfRows[0][i]] = halves.first().particles().poses()[i];
    }
    double[] shift = frame.apply(0, 0);
    for (int i = 0; i < halfRows[1].length; i++) {
      apart[halfRows[1][i]] =
          halves.second().particles().poses()[i].thenMove(frame.psiDegrees(), shift[0], shift[1]);
    }
    return AlignmentScore.of(apart, whole.particles().poses(), 0);
  }
}
